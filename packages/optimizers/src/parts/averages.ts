export { WeightAverage, type WeightAverageOptions } from "../weight-average.ts";
