import { watching } from "./watch.ts";

/** What the user was doing when a node was built; outside a node's structure. */
export interface Debug {
  /** The operation the user called, such as `softmax`; nothing where the user called the primitive itself. */
  readonly operation: string;
  /** The path of the module, such as `Sequential[2] Affine(128, 10)`, or nothing. */
  readonly module: string;
  /** Of what is inside a module, what was going on around it: its path is the beginning of this one. */
  readonly outer?: Debug;
  /** Of a node on the way back, what the user was doing when the node was built that it is a gradient of. */
  readonly forward?: Debug;
  /** The line of user code that built the node, as `file:line:column`, where nodes were watched. */
  readonly site?: string;
  /** Of a watched node, its debug fields without the line: all nodes that one call of an operation builds share them, whatever lines they are built by. */
  readonly call?: Debug;
}

let current: Debug = { operation: "", module: "" };

/**
 * Runs `f` as if what `debug` says were going on.
 *
 * ```ts
 * import { currentScope, within } from "@chainrule/graph";
 *
 * within({ operation: "softmax", module: "Net" }, () => currentScope().operation); // => "softmax"
 * ```
 */
export function within<T>(debug: Debug, f: () => T): T {
  const before = current;
  current = debug;
  try {
    return f();
  } finally {
    current = before;
  }
}

/**
 * The debug fields of a node built now.
 *
 * ```ts
 * import { currentScope, scope } from "@chainrule/graph";
 *
 * scope("Net", () => currentScope().module); // => "Net"
 * ```
 */
export function currentScope(): Debug {
  return watching()?.located(current) ?? current;
}

/**
 * Runs `f` with `name` added to the module path that errors and printed graphs show. A name in brackets or after a dot joins the one before.
 *
 * ```ts
 * import { currentScope, scope } from "@chainrule/graph";
 *
 * scope("Net", () => scope(".hidden", () => scope("[2]", () => currentScope().module))); // => "Net.hidden[2]"
 * ```
 */
export function scope<T>(name: string, f: () => T): T {
  const outer = current;
  const joins = outer.module === "" || /^[[.]/.test(name);
  return within({ operation: "", module: outer.module + (joins ? "" : " ") + name, outer }, f);
}

/**
 * Runs `f` as the user's operation `name`: what it builds is called that in errors. The outermost name stands.
 *
 * ```ts
 * import { Node, operation } from "@chainrule/graph";
 *
 * const range = operation("positions", () => Node.apply("iota", [], { length: 3, dtype: "int32" }));
 * range.debug.operation; // => "positions"
 * ```
 */
export function operation<T>(name: string, f: () => T): T {
  return current.operation === "" ? within({ ...current, operation: name }, f) : f();
}

/** `module: operation: what`. `name` is said where the user's operation is unknown. */
export function sentence(name: string, what: string): string {
  return `${current.module && `${current.module}: `}${current.operation || name}: ${what}`;
}

/**
 * Shapes that do not fit together, or an axis or a size that does not exist.
 *
 * ```ts
 * import { ShapeError, shapeError } from "@chainrule/graph";
 *
 * shapeError("add", "shapes must broadcast; got [2] and [3].") instanceof ShapeError; // => true
 * ```
 */
export class ShapeError extends Error {
  override readonly name: string = "ShapeError";
}

/**
 * An element type that an operation does not take.
 *
 * ```ts
 * import { DTypeError, dtypeError } from "@chainrule/graph";
 *
 * dtypeError("sqrt", "needs a floating dtype; got int32.") instanceof DTypeError; // => true
 * ```
 */
export class DTypeError extends Error {
  override readonly name: string = "DTypeError";
}

/**
 * `module: operation: what`, as a `ShapeError`. `name` is said where the user's operation is unknown.
 *
 * ```ts
 * import { scope, shapeError } from "@chainrule/graph";
 *
 * const error = scope("Net", () => shapeError("add", "shapes must broadcast; got [2] and [3]."));
 * error.message; // => "Net: add: shapes must broadcast; got [2] and [3]."
 * ```
 */
export function shapeError(name: string, what: string): ShapeError {
  return new ShapeError(sentence(name, what));
}

/**
 * `module: operation: what`, as a `DTypeError`. `name` is said where the user's operation is unknown.
 *
 * ```ts
 * import { dtypeError } from "@chainrule/graph";
 *
 * dtypeError("sqrt", "needs a floating dtype; got int32.").message; // => "sqrt: needs a floating dtype; got int32."
 * ```
 */
export function dtypeError(name: string, what: string): DTypeError {
  return new DTypeError(sentence(name, what));
}
