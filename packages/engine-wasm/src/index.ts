export { wasmEngine } from "./engine.ts";
