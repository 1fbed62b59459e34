export {
  type GradientOf,
  gradients,
  type Gradients,
  type GradientsOptions,
  type Targets,
  type UnusedOptions,
} from "../gradients.ts";
export {
  type Argnums,
  gradient,
  type GradientOptions,
  type SelectedGradients,
  valueAndGradient,
} from "../gradient.ts";
