import { scope } from "@chainrule/tensor";
import { type BareModule, isModule, join, membersOf } from "./bare-module.ts";

/** A run of a module's `forward`. */
interface Run {
  readonly module: BareModule;
  /** Whether the modules inside were looked for in this run, as they are once at most. */
  looked?: boolean;
}

/** The innermost that goes on now. */
let running: Run | null = null;

/** Runs `f` as `module`, whose place in the module that runs now becomes part of the path that errors show. */
export function within<T>(module: BareModule, f: () => T): T {
  const outer = running;
  running = { module };
  try {
    return scope(placeIn(outer, module) + module.describe(), f);
  } finally {
    running = outer;
  }
}

/** Where a module is inside another. */
interface Place {
  /** The properties and numbers that lead to it. */
  readonly keys: readonly string[];
  /** What errors say: `[2] ` of a child named `2`, `.blocks[3] ` of one named `blocks.3`. */
  readonly text: string;
}

/** Where modules were found inside others. Listing what a module holds at every run would take as long as building small layers. */
const found = new WeakMap<BareModule, WeakMap<BareModule, Place>>();

/** What errors say of where `module` is inside the one that runs; nothing where it is not inside. */
function placeIn(outer: Run | null, module: BareModule): string {
  if (outer === null || outer.module === module) return "";
  let place = found.get(outer.module)?.get(module);
  const isThere = place && follow(outer.module, place.keys) === module;
  if (!isThere && !outer.looked) {
    outer.looked = true;
    const places = placesIn(outer.module);
    found.set(outer.module, places);
    place = places.get(module);
  }
  return place?.text ?? "";
}

/** What `keys` lead to. Modules are moved between runs, so that what was there may be gone. */
function follow(module: BareModule, keys: readonly string[]): unknown {
  let at: unknown = module;
  for (const key of keys) at = (at as Record<string, unknown> | undefined)?.[key];
  return at;
}

/** The modules inside `module`, each where the fewest modules lead to it. */
function placesIn(module: BareModule): WeakMap<BareModule, Place> {
  const places = new WeakMap<BareModule, Place>();
  const queue: [holder: BareModule, name: string, keys: readonly string[]][] = [[module, "", []]];
  for (const [holder, outerName, outerKeys] of queue) {
    for (const [path, child] of membersOf(holder)) {
      if (!isModule(child) || places.has(child)) continue;
      const name = join(outerName, holder["nameOf"](path));
      const keys = [...outerKeys, ...path.split(".")];
      places.set(child, { keys, text: textOf(name) });
      queue.push([child, name, keys]);
    }
  }
  return places;
}

function textOf(name: string): string {
  const parts = name.split(".").map((part) => (isNaN(Number(part)) ? `.${part}` : `[${part}]`));
  return `${parts.join("")} `;
}
