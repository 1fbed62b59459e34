export { accuracy } from "./accuracy.ts";
export { topKAccuracy } from "./top-k-accuracy.ts";
export {
  type ClassesOptions,
  confusionMatrix,
  type ConfusionMatrixOptions,
  type Normalization,
} from "./confusion-matrix.ts";
export type { Average, AverageOptions, ClassScoreOptions } from "./averages.ts";
export { precision } from "./precision.ts";
export { recall } from "./recall.ts";
export { fBetaScore, type FBetaScoreOptions } from "./f-beta-score.ts";
export { type RocCurve, rocCurve } from "./roc-curve.ts";
export { type PrecisionRecallCurve, precisionRecallCurve } from "./precision-recall-curve.ts";
export type { RankingOptions } from "./class-mean.ts";
export { auroc } from "./auroc.ts";
export { averagePrecision } from "./average-precision.ts";
export { type CalibrationOptions, expectedCalibrationError } from "./expected-calibration-error.ts";
export { brierScore } from "./brier-score.ts";
export { perplexity } from "./perplexity.ts";
export type { RegressionOptions } from "./regression.ts";
export { r2Score } from "./r2-score.ts";
export { explainedVariance } from "./explained-variance.ts";
