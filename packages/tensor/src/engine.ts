import type { Engine } from "@chainrule/graph";
import { wasmEngine } from "@chainrule/engine-wasm";

let engine: Engine | undefined;

/** The engine that runs programs: WebAssembly's, unless another was set. */
export function getEngine(): Engine {
  return (engine ??= wasmEngine());
}

/** Runs programs on `next` from now on; `undefined` goes back to the default. */
export function setEngine(next: Engine | undefined): void {
  engine = next;
}
