export { wasmEngine, type WasmOptions } from "./engine.ts";
export { getThreads } from "./get-threads.ts";
export { standaloneProgram, type StandaloneProgram } from "./standalone.ts";
export { setThreads } from "./thread-count.ts";
