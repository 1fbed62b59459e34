import { callSite } from "./call-site.ts";
import type { Node } from "./node.ts";
import type { Debug } from "./scope.ts";

/** Told of every node that is built. */
export type Watcher = (node: Node) => void;

const watchers: Watcher[] = [];

/** What nodes have done to them from the first watcher on. */
interface Watch {
  /** The debug fields of a node built now, with the line of user code that is running. */
  located(debug: Debug): Debug;
  /** Tells the watchers of a node that was just built. */
  announce(node: Node): void;
  /** Whether nodes were built by the same lines: reports on a program name lines, so watched nodes of other lines need a program of their own. */
  sameOrigin(a: Debug, b: Debug): boolean;
}

const watch: Watch = {
  located: (debug) => {
    if (watchers.length === 0 || debug.site !== undefined) return debug;
    const site = callSite();
    return site === undefined ? debug : { ...debug, site, call: debug };
  },
  announce: (node) => {
    for (const watcher of watchers) watcher(node);
  },
  sameOrigin: (a, b) => {
    if (a.site !== b.site) return false;
    if (a.site === undefined) return true;
    const [own, other] = [a.forward, b.forward];
    return a.module === b.module && (own && other ? watch.sameOrigin(own, other) : own === other);
  },
};

let begun: Watch | null = null;

/** The watch, once there has been a watcher. Only `watchNodes` begins it, so that bundles that never watch leave its code out. */
export function watching(): Watch | null {
  return begun;
}

/**
 * Has `watcher` told of every node built from now on, until the function that this returns is called. Meanwhile `debug.site` of nodes is the line
 * of user code that built them, which costs a stack trace for each; without a watcher there is no cost.
 *
 * ```ts
 * import { Node, watchNodes } from "@chainrule/graph";
 *
 * const seen: Node[] = [];
 * const stop = watchNodes((node) => seen.push(node));
 * Node.apply("iota", [], { length: 3, dtype: "int32" });
 * stop();
 * seen.map(({ primitive }) => primitive); // => ["iota"]
 * ```
 */
export function watchNodes(watcher: Watcher): () => void {
  // A watcher of its own, so that one given twice is told twice.
  const own: Watcher = (node) => {
    watcher(node);
  };
  watchers.push(own);
  begun = watch;
  return () => {
    const place = watchers.indexOf(own);
    if (place >= 0) watchers.splice(place, 1);
  };
}
