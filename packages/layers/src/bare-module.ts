import { checkCopy } from "@chainrule/graph";
import type { Module } from "#module";
import { Parameter, scope, State, Tensor } from "@chainrule/tensor";

/** What a module is made of, under the names it has there. */
export type Member = Module | Parameter | State;

/** The module whose `forward` runs now. */
let running: BareModule | null = null;

/** A module without its own saving, loading and printing: what it is under the condition `chainrule-lean`. */
export abstract class BareModule {
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
    return distinct(named(this, Parameter));
  }

  /** Every state (such as running statistics) once, in the order of the properties that hold them. */
  state(): State[] {
    return [...this.namedState().values()];
  }

  /** As `state`, by name. */
  namedState(): Map<string, State> {
    return distinct(named(this, State));
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
    visit(this as BareModule as Module, "");
    return new Map(Array.from(found, ([module, name]) => [name, module]));
  }

  /** What errors and `toString` call the module, such as `Affine(784, 128)`; the name of its class unless overridden. */
  describe(): string {
    return this.constructor.name;
  }

  /** The module's own members, by name: what its own properties hold. Override it to give them other names. */
  protected members(): [name: string, member: Member][] {
    return Object.entries(this).flatMap(([name, value]) => membersIn(name, value));
  }
}

/** The parameters below `module`, or its states. Errors call them by their whole paths from now on. */
function named<T extends Parameter | State>(
  module: BareModule,
  kind: abstract new (...args: never[]) => T,
): [name: string, tensor: T][] {
  const found = tensorsOf(module).filter((entry): entry is [string, T] => entry[1] instanceof kind);
  for (const [name, tensor] of found) rename(tensor, name);
  return found;
}

/** Makes errors call a tensor by its whole path, once it is known. */
function rename(tensor: Parameter | State, path: string): void {
  const unnamed = tensor.name === "a parameter" || tensor.name === "a state";
  if (unnamed || path.endsWith(`.${tensor.name}`)) tensor.name = path;
}

/** Whether `value` is a module. Throws where it is one of another copy of this package, which would be passed over. */
function isModule(value: unknown): value is Module {
  checkCopy(value, () => BareModule);
  return value instanceof BareModule;
}

function isMember(value: unknown): value is Member {
  checkCopy(value, () => Tensor);
  return isModule(value) || value instanceof Parameter || value instanceof State;
}

/** The members that `value` is or holds, arrays within arrays included. */
function membersIn(name: string, value: unknown): [name: string, member: Member][] {
  if (isMember(value)) return [[name, value]];
  if (!Array.isArray(value)) return [];
  return value.flatMap((part: unknown, i) => membersIn(`${name}.${i}`, part));
}

function isModuleEntry(entry: [string, Member]): entry is [string, Module] {
  return isModule(entry[1]);
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** Every parameter and state below `module`, depth first, a tied one under each of its names. `above` stops modules that hold one another. */
export function tensorsOf(
  module: BareModule,
  path: string = "",
  above: readonly BareModule[] = [],
): [name: string, tensor: Parameter | State][] {
  return module["members"]().flatMap(([name, member]): [string, Parameter | State][] => {
    if (!isModule(member)) return [[join(path, name), member]];
    if (member === module || above.includes(member)) return [];
    return tensorsOf(member, join(path, name), [...above, module]);
  });
}

/** Without entries whose value came before. */
function distinct<T>(entries: readonly (readonly [string, T])[]): Map<string, T> {
  const names = new Map<T, string>();
  for (const [name, value] of entries) if (!names.has(value)) names.set(value, name);
  return new Map(Array.from(names, ([value, name]) => [name, value]));
}

/** Runs `f` as `module`, whose place in the module that runs now becomes part of the path that errors show. */
export function within<T>(module: BareModule, f: () => T): T {
  const outer = running;
  running = module;
  try {
    return scope(placeIn(outer, module) + module.describe(), f);
  } finally {
    running = outer;
  }
}

/** The places that were looked up, of modules in others. Looking again after every call would take time in long sequences. */
const places = new WeakMap<BareModule, WeakMap<BareModule, string>>();

/** `[2] ` of a child named `2`, `.blocks[3] ` of one named `blocks.3`; nothing where `module` is not inside `outer`. */
function placeIn(outer: BareModule | null, module: BareModule): string {
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

function nameOf(modules: Map<string, BareModule>, module: BareModule): string | undefined {
  for (const [name, one] of modules) if (one === module) return name;
  return undefined;
}
