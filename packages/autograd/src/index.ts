export {
  type GradientOf,
  gradients,
  type Gradients,
  type GradientsOptions,
  type Targets,
  type UnusedOptions,
} from "./gradients.ts";
