export {
  type GradientOf,
  gradients,
  type Gradients,
  type GradientsOptions,
  type Targets,
  type UnusedOptions,
} from "./gradients.ts";
export {
  type Argnums,
  gradient,
  type GradientOptions,
  type SelectedGradients,
  valueAndGradient,
} from "./gradient.ts";
export { type Backward, vjp } from "./vjp.ts";
export { hessianVectorProduct, jvp } from "./jvp.ts";
export { hessian, jacobian, type SelectedJacobians } from "./jacobian.ts";
export { type Arguments, type CustomFunction, customFunction } from "./custom-function.ts";
export { checkpoint } from "./checkpoint.ts";
export { checkGradients, type CheckOptions } from "./check-gradients.ts";
export {
  type GradientFailure,
  type GradientKink,
  GradientReport,
  type InputReport,
} from "./gradient-report.ts";
