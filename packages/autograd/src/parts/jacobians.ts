export { type Backward, vjp } from "../vjp.ts";
export { hessianVectorProduct, jvp } from "../jvp.ts";
export { hessian, jacobian, type SelectedJacobians } from "../jacobian.ts";
