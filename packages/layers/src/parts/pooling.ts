export { MaxPool1d, type MaxPool1dOptions } from "../max-pool1d.ts";
export { MaxPool2d, type MaxPool2dOptions } from "../max-pool2d.ts";
export { AveragePool1d, type AveragePool1dOptions } from "../average-pool1d.ts";
export { AveragePool2d, type AveragePool2dOptions } from "../average-pool2d.ts";
export { AdaptiveAveragePool2d } from "../adaptive-average-pool2d.ts";
export { GlobalAveragePool2d } from "../global-average-pool2d.ts";
export { AdaptiveMaxPool2d } from "../adaptive-max-pool2d.ts";
