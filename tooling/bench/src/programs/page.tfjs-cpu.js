// What a page needs of TensorFlow.js to train on its CPU backend: smaller than the package `@tensorflow/tfjs`, which Node needs for gradients.
// oxlint-disable import/no-unassigned-import -- these register themselves
// @boundaries-ignore the peers are installed outside the workspace
import "@tensorflow/tfjs-backend-cpu";
// @boundaries-ignore the peers are installed outside the workspace
import "@tensorflow/tfjs-core/dist/register_all_gradients";

// @boundaries-ignore the peers are installed outside the workspace
export * from "@tensorflow/tfjs-core";
