// What a page needs of TensorFlow.js to train on its CPU backend: smaller than the package `@tensorflow/tfjs`, which Node needs for gradients.
// oxlint-disable import/no-unassigned-import -- these register themselves
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-core/dist/register_all_gradients";

export * from "@tensorflow/tfjs-core";
