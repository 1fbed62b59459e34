import { Parameter, scope, State } from "@chainrule/tensor";
import { loadState, type SavedTensor, saveState } from "./state-dict.ts";

/** What a module is made of, under the names it has there. */
export type Member = Module | Parameter | State;

/** The module whose `forward` runs now. */
let running: Module | null = null;

/**
 * A part of a model: parameters, state, other modules, and a `forward` that says what they do.
 *
 * Whatever an own property holds belongs to the module: a `Parameter`, a `State`, a `Module`, or an array of these. Nothing is
 * registered. (Private `#fields` cannot be found; use `private` ones.) Names join with dots: `blocks.0.weight`.
 *
 * Errors inside `forward` begin with the path of the module, such as `Net.hidden Affine(784, 128): `.
 *
 * ```ts
 * import { Affine, Module } from "@chainrule/layers";
 * import { type Tensor, zeros } from "@chainrule/tensor";
 *
 * class Net extends Module {
 *   hidden = new Affine(4, 8);
 *   output = new Affine(8, 3);
 *
 *   forward(x: Tensor): Tensor {
 *     return this.output.forward(this.hidden.forward(x).relu());
 *   }
 * }
 *
 * const net = new Net();
 * net.forward(zeros([2, 4])).shape; // => [2, 3]
 * [...net.namedParameters().keys()]; // => ["hidden.weight", "hidden.bias", "output.weight", "output.bias"]
 * net.forward(zeros([2, 5])); // throws Net.hidden Affine(4, 8): matmul: inner lengths 5 and 4 differ
 * ```
 */
export abstract class Module {
  /** Whether layers such as dropout and batch normalisation train (the beginning) or evaluate. */
  training = true;

  constructor() {
    // oxlint-disable-next-line typescript/unbound-method -- it is applied to this module below
    const forward = this.forward as (...inputs: unknown[]) => unknown;
    Object.defineProperty(this, "forward", {
      value: (...inputs: unknown[]) => within(this, () => forward.apply(this, inputs)),
      configurable: true,
      writable: true,
    });
  }

  /** What the module computes. */
  abstract forward(...inputs: never[]): unknown;

  /** Switches the module and every module inside to training, or to evaluation if `on` is false. */
  train(on: boolean = true): this {
    for (const [, module] of this.namedModules()) module.training = on;
    return this;
  }

  /** Switches the module and every module inside to evaluation: dropout passes everything, batch normalisation uses its running statistics. */
  evaluate(): this {
    return this.train(false);
  }

  /** Every trainable parameter once, in the order of the properties that hold them; a tied one where it comes first. */
  parameters(): Parameter[] {
    return [...this.namedParameters().values()].filter(({ trainable }) => trainable);
  }

  /** Every parameter once, trainable or not, by name. */
  namedParameters(): Map<string, Parameter> {
    return distinct(this.named(Parameter));
  }

  /** Every state (such as running statistics) once, in the order of the properties that hold them. */
  state(): State[] {
    return [...this.namedState().values()];
  }

  /** As `state`, by name. */
  namedState(): Map<string, State> {
    return distinct(this.named(State));
  }

  /** The modules that the module's own properties hold, by name. */
  children(): Map<string, Module> {
    return new Map(this.members().filter(isModuleEntry));
  }

  /** The module itself, under the name `""`, and every module inside it once. */
  namedModules(): Map<string, Module> {
    const found = new Map<Module, string>();
    const visit = (module: Module, name: string): void => {
      if (found.has(module)) return;
      found.set(module, name);
      for (const [key, child] of module.children()) visit(child, join(name, key));
    };
    visit(this, "");
    return new Map(Array.from(found, ([module, name]) => [name, module]));
  }

  /**
   * A copy of every parameter and state, by name: plain objects that later training does not change. A tied parameter stands under each
   * of its names.
   *
   * ```ts
   * import { Affine } from "@chainrule/layers";
   *
   * const [a, b] = [new Affine(2, 3), new Affine(2, 3)];
   * b.loadStateDict(a.stateDict());
   * b.weight.data(); // => [...a.weight.data()]
   * ```
   */
  stateDict(): Record<string, SavedTensor> {
    return saveState(this.tensors());
  }

  /**
   * Gives every parameter and state the value that `saved` has under its name.
   *
   * @throws An `Error` of one sentence if a name is missing or unknown, or a shape differs; then nothing has changed.
   */
  loadStateDict(saved: Readonly<Record<string, SavedTensor>>): void {
    loadState(this.tensors(), saved);
  }

  /** What errors and `toString` call the module, such as `Affine(784, 128)`; the name of its class unless overridden. */
  describe(): string {
    return this.constructor.name;
  }

  /** The module as a tree, with the name of each module before it. */
  toString(): string {
    const lines = Array.from(this.children(), ([name, child]) =>
      `(${name}): ${child.toString()}`.replaceAll(/^/gm, "  "),
    );
    return lines.length === 0
      ? this.describe()
      : [`${this.describe()} {`, ...lines, "}"].join("\n");
  }

  /** The module's own members, by name: what its own properties hold. Override it to give them other names. */
  protected members(): [name: string, member: Member][] {
    return Object.entries(this).flatMap(([name, value]: [string, unknown]): [string, Member][] => {
      if (isMember(value)) return [[name, value]];
      if (!Array.isArray(value)) return [];
      return value.flatMap((part: unknown, i): [string, Member][] =>
        isMember(part) ? [[`${name}.${i}`, part]] : [],
      );
    });
  }

  /** Every parameter and state, a tied one under each of its names. */
  private tensors(): [name: string, tensor: Parameter | State][] {
    return walk(this, "", [], (module) => module.members());
  }

  private named<T extends Parameter | State>(
    kind: abstract new (...args: never[]) => T,
  ): [name: string, tensor: T][] {
    const found = this.tensors().filter((entry): entry is [string, T] => entry[1] instanceof kind);
    for (const [name, tensor] of found) rename(tensor, name);
    return found;
  }
}

/** Makes errors call a tensor by its whole path, once it is known. */
function rename(tensor: Parameter | State, path: string): void {
  const unnamed = tensor.name === "a parameter" || tensor.name === "a state";
  if (unnamed || path.endsWith(`.${tensor.name}`)) tensor.name = path;
}

function isMember(value: unknown): value is Member {
  return value instanceof Module || value instanceof Parameter || value instanceof State;
}

function isModuleEntry(entry: [string, Member]): entry is [string, Module] {
  return entry[1] instanceof Module;
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** The parameters and states below `module`, depth first. `above` stops modules that hold one another. */
function walk(
  module: Module,
  path: string,
  above: readonly Module[],
  members: (module: Module) => [string, Member][],
): [string, Parameter | State][] {
  return members(module).flatMap(([name, member]): [string, Parameter | State][] => {
    if (!(member instanceof Module)) return [[join(path, name), member]];
    if (member === module || above.includes(member)) return [];
    return walk(member, join(path, name), [...above, module], members);
  });
}

/** Without entries whose value came before. */
function distinct<T>(entries: readonly (readonly [string, T])[]): Map<string, T> {
  const names = new Map<T, string>();
  for (const [name, value] of entries) if (!names.has(value)) names.set(value, name);
  return new Map(Array.from(names, ([value, name]) => [name, value]));
}

/** Runs `f` as `module`, whose place in the module that runs now becomes part of the path that errors show. */
function within<T>(module: Module, f: () => T): T {
  const outer = running;
  running = module;
  try {
    return scope(placeIn(outer, module) + module.describe(), f);
  } finally {
    running = outer;
  }
}

/** The places that were looked up, of modules in others. Looking again after every call would take time in long sequences. */
const places = new WeakMap<Module, WeakMap<Module, string>>();

/** `[2] ` of a child named `2`, `.blocks[3] ` of one named `blocks.3`; nothing where `module` is not inside `outer`. */
function placeIn(outer: Module | null, module: Module): string {
  if (outer === null || outer === module) return "";
  const known = places.get(outer)?.get(module);
  if (known !== undefined) return known;
  const name = nameOf(outer.children(), module) ?? nameOf(outer.namedModules(), module);
  if (name === undefined) return "";
  const place = `${name.replaceAll(/(^|\.)(\d+)(?=\.|$)/g, "[$2]").replace(/^(?=[^[])/, ".")} `;
  if (!places.has(outer)) places.set(outer, new WeakMap());
  places.get(outer)!.set(module, place);
  return place;
}

function nameOf(modules: Map<string, Module>, module: Module): string | undefined {
  for (const [name, one] of modules) if (one === module) return name;
  return undefined;
}
