import { checkCopy } from "@chainrule/graph";
import type { Module } from "#module";
import { Parameter, scope, State, Tensor } from "@chainrule/tensor";

/** What a module is made of, under the names it has there. */
export type Member = Module | Parameter | State;

/** A module without its own saving, loading and printing: what it is under the condition `chainrule-lean`. */
export abstract class BareModule {
  /** Whether layers such as dropout and batch normalisation train (the beginning) or evaluate. */
  training = true;

  constructor() {
    // oxlint-disable-next-line typescript/unbound-method -- it is applied to this module below
    const forward = this.forward as (...inputs: unknown[]) => unknown;
    Object.defineProperty(this, "forward", {
      value: (...inputs: unknown[]) => this.inScope(() => forward.apply(this, inputs)),
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
    return named(this, Parameter);
  }

  /** Every state (such as running statistics) once, in the order of the properties that hold them. */
  state(): State[] {
    return [...this.namedState().values()];
  }

  /** As `state`, by name. */
  namedState(): Map<string, State> {
    return named(this, State);
  }

  /** The modules that the module's own properties hold, by name. */
  children(): Map<string, Module> {
    return new Map(namedMembers(this).filter(isModuleEntry));
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

  /** Runs `f` as the module: errors inside begin with what it is called. */
  protected inScope<T>(f: () => T): T {
    return scope(this.describe(), f);
  }

  /** What a member is called that the module's own property `path` holds, or an array there, as `blocks.0`. Override it to give other names. */
  protected nameOf(path: string): string {
    return path;
  }
}

/** The parameters below `module`, or its states, each once. Errors call them by their whole paths from now on. */
function named<T extends Parameter | State>(
  module: BareModule,
  kind: abstract new (...args: never[]) => T,
): Map<string, T> {
  const found = distinct(
    tensorsOf(module).filter((entry): entry is [string, T] => entry[1] instanceof kind),
  );
  for (const [name, tensor] of found) rename(tensor, name);
  return found;
}

/** Makes errors call a tensor by its whole path, once it is known. A path that the name ends with is that of a part, and says less. */
function rename(tensor: Parameter | State, path: string): void {
  const { name } = tensor;
  const isOwn = /^a (parameter|state)$/.test(name) || lastOf(name) === lastOf(path);
  if (isOwn && !name.endsWith(`.${path}`)) tensor.name = path;
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

/** Whether `value` is a module. Throws where it is one of another copy of this package, which would be passed over. */
export function isModule(value: unknown): value is Module {
  if (value instanceof BareModule) return true;
  checkCopy(value, () => BareModule);
  return false;
}

function isMember(value: unknown): value is Member {
  if (isModule(value) || value instanceof Parameter || value instanceof State) return true;
  checkCopy(value, () => Tensor);
  return false;
}

/** The members that `value` is or holds, arrays within arrays included. */
function membersIn(name: string, value: unknown): [name: string, member: Member][] {
  if (isMember(value)) return [[name, value]];
  if (!Array.isArray(value)) return [];
  return value.flatMap((part: unknown, i) => membersIn(`${name}.${i}`, part));
}

/** The module's own members, each with the property that holds it, and its places in arrays there. */
export function membersOf(module: BareModule): [path: string, member: Member][] {
  return Object.entries(module).flatMap(([name, value]) => membersIn(name, value));
}

function namedMembers(module: BareModule): [name: string, member: Member][] {
  return membersOf(module).map(([path, member]) => [module["nameOf"](path), member]);
}

function isModuleEntry(entry: [string, Member]): entry is [string, Module] {
  return isModule(entry[1]);
}

export function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** Every parameter and state below `module`, depth first, a tied one under each of its names. `above` stops modules that hold one another. */
export function tensorsOf(
  module: BareModule,
  path: string = "",
  above: readonly BareModule[] = [],
): [name: string, tensor: Parameter | State][] {
  return namedMembers(module).flatMap(([name, member]): [string, Parameter | State][] => {
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
