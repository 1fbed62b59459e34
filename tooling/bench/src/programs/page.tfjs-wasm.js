// As `page.tfjs-cpu.js`; the program itself imports the WebAssembly backend.
// oxlint-disable import/no-unassigned-import -- it registers itself
// @boundaries-ignore the peers are installed outside the workspace
import "@tensorflow/tfjs-core/dist/register_all_gradients";

// @boundaries-ignore the peers are installed outside the workspace
export * from "@tensorflow/tfjs-core";
