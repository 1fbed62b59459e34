import { callSite } from "./call-site.ts";
import type { Node } from "./node.ts";

/** Told of every node that is built. */
export type Watcher = (node: Node) => void;

const watchers: Watcher[] = [];

/** Finds the line of user code, once anybody has watched: a bundle in which nobody does goes without it. */
let findSite: () => string | undefined = () => undefined;

/** Whether anybody watches: nodes then remember their call sites. */
export function isWatched(): boolean {
  return watchers.length > 0;
}

/** The line of user code that is running, while anybody watches. */
export function watchedSite(): string | undefined {
  return findSite();
}

/** Tells the watchers of a node that was just built. */
export function announce(node: Node): void {
  for (const watcher of watchers) watcher(node);
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
  findSite = callSite;
  return () => {
    const place = watchers.indexOf(own);
    if (place >= 0) watchers.splice(place, 1);
  };
}
