export {
  type ExplainedStep,
  explain,
  type ExplainOptions,
  type ExplainTargets,
  Explanation,
} from "./explain.ts";
export { type AnomalyOptions, detectAnomalies } from "./detect-anomalies.ts";
export { type Anomaly, AnomalyError, type Origin } from "./anomaly-error.ts";
export type { Detail } from "./outline.ts";
export type { Print } from "./console.ts";
export type { Statistics } from "./statistics.ts";
export { diagnose, type DiagnoseOptions, Diagnosis } from "./diagnose.ts";
export type { Finding, FindingKind } from "./diagnosis/finding.ts";
export type { Overfit, OverfitOptions } from "./diagnosis/overfit.ts";
export {
  summary,
  Summary,
  type SummaryInput,
  type SummaryOptions,
  type SummaryRow,
  type SummaryTotals,
} from "./summary.ts";
export type { Drawn, DrawOptions } from "./drawing.ts";
export { toMermaid } from "./mermaid.ts";
export { toDot } from "./dot.ts";
export {
  type GraphDocument,
  type GraphModule,
  type GraphNode,
  type GraphOutput,
  type JsonNumber,
  type JsonValue,
  toJSON,
} from "./json.ts";
