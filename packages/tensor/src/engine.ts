import type { Engine } from "@chainrule/graph";
import { wasmEngine } from "@chainrule/engine-wasm";

let engine: Engine | undefined;

/**
 * The engine that runs programs: WebAssembly's, unless another was set.
 *
 * ```ts
 * import { getEngine } from "@chainrule/tensor";
 *
 * getEngine() === getEngine(); // => true
 * ```
 */
export function getEngine(): Engine {
  return (engine ??= wasmEngine());
}

/**
 * Runs programs on `next` from now on; `undefined` goes back to the default. Values that were computed before stay where they are, and are
 * copied when the other engine needs them.
 *
 * ```ts
 * import { getEngine, setEngine, tensor } from "@chainrule/tensor";
 *
 * setEngine(getEngine());
 * tensor([1, 2]).sum(); // => 3
 * setEngine(undefined);
 * ```
 */
export function setEngine(next: Engine | undefined): void {
  engine = next;
}
