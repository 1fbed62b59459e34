export { wasmEngine, type WasmOptions } from "./engine.ts";
export { getThreads, setThreads } from "./thread-count.ts";
