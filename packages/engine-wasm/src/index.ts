export { getThreads, setThreads, wasmEngine, type WasmOptions } from "./engine.ts";
