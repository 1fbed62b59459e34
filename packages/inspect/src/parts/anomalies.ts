export { type AnomalyOptions, detectAnomalies } from "../detect-anomalies.ts";
export { type Anomaly, AnomalyError, type Origin } from "../anomaly-error.ts";
