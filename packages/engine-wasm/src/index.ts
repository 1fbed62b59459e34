export { setThreads, wasmEngine, type WasmOptions } from "./engine.ts";
