// @boundaries-ignore the peers are installed outside the workspace
// oxlint-disable-next-line import/no-unassigned-import -- registers itself
import "@tensorflow/tfjs-backend-wasm";
import { trainOneStep } from "./first-step.tfjs.js";

await trainOneStep("wasm");
