export type { LabelOptions } from "./labels.ts";
export { Accuracy, accuracy } from "./accuracy.ts";
export { TopKAccuracy, topKAccuracy } from "./top-k-accuracy.ts";
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
export {
  type CalibrationOptions,
  ExpectedCalibrationError,
  expectedCalibrationError,
} from "./expected-calibration-error.ts";
export { BrierScore, brierScore } from "./brier-score.ts";
export { Perplexity, perplexity } from "./perplexity.ts";
export type { RegressionOptions } from "./regression.ts";
export { R2Score, r2Score } from "./r2-score.ts";
export { ExplainedVariance, explainedVariance } from "./explained-variance.ts";
export { ConfusionMatrix } from "./confusion-metric.ts";
export { Collected } from "./collected.ts";
export type { Measure } from "./measure.ts";
export { Metric } from "./metric.ts";
