export { diagnose, type DiagnoseOptions, Diagnosis } from "../diagnose.ts";
export type { Finding, FindingKind } from "../diagnosis/finding.ts";
export type { Overfit, OverfitOptions } from "../diagnosis/overfit.ts";
