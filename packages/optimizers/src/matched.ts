import { checkArray, checkKinds, printShape, sameType } from "@chainrule/graph";
import { asTensor, type Operand, Parameter, type Tensor } from "@chainrule/tensor";

/** The gradient of each parameter. Throws in the name of `owner` unless the parameters are distinct, and each has a gradient of its shape and dtype. */
export function matched(
  owner: string,
  parameters: readonly Parameter[],
  gradients: readonly Operand[] = [],
): Map<Parameter, Tensor> {
  checkArray(owner, parameters, gradients);
  checkKinds(owner, "parameter", parameters, Parameter, "a Parameter");
  if (parameters.length !== gradients.length) {
    throw new Error(
      `${owner}: needs one gradient for each parameter; got ${parameters.length} parameters and ${gradients.length} gradients.`,
    );
  }
  const gradientOf = new Map<Parameter, Tensor>();
  parameters.forEach((parameter, i) => {
    const called = (): string => `parameter ${i} (${parameter.name})`;
    if (gradientOf.has(parameter)) {
      throw new Error(`${owner}: parameters must be distinct; ${called()} came before.`);
    }
    const gradient = asTensor(gradients[i]!, parameter.dtype);
    gradientOf.set(parameter, gradient);
    if (!sameType(gradient, parameter)) {
      throw new Error(
        `${owner}: a gradient must be like its parameter; got ${gradient.dtype} ${printShape(gradient.shape)} for ${called()}, ${parameter.dtype} ${printShape(parameter.shape)}.`,
      );
    }
  });
  return gradientOf;
}
