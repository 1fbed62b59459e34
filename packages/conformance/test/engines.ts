import { wasmEngine } from "@chainrule/engine-wasm";
import type { Engine } from "@chainrule/graph";
import { referenceEngine } from "@chainrule/reference";

/** The oracle. */
export const reference: Engine = referenceEngine();

/** The engines that are held against it. */
export const engines: readonly Engine[] = [wasmEngine()];
