// As `page.tfjs-cpu.js`; the program itself imports the WebAssembly backend.
// oxlint-disable import/no-unassigned-import -- it registers itself
import "@tensorflow/tfjs-core/dist/register_all_gradients";

export * from "@tensorflow/tfjs-core";
