export { orthogonal, type OrthogonalOptions } from "../orthogonal.ts";
export {
  constantly,
  type Fans,
  fansOf,
  type HeOptions,
  heNormal,
  heUniform,
  type Initializer,
  normal,
  uniform,
  uniformByFan,
  type XavierOptions,
  xavierNormal,
  xavierUniform,
} from "../initializers.ts";
