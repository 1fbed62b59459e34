export { Lookahead, type LookaheadOptions } from "../lookahead.ts";
export { WeightAverage, type WeightAverageOptions } from "../weight-average.ts";
