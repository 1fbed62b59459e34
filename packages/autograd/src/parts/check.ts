export { checkGradients, type CheckOptions } from "../check-gradients.ts";
export {
  type GradientFailure,
  type GradientKink,
  GradientReport,
  type InputReport,
} from "../gradient-report.ts";
