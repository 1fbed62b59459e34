export { Affine, type AffineOptions, Linear } from "../affine.ts";
