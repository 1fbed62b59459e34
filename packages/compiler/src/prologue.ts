import { inDimensions } from "./contract-dimensions.ts";
import type { Buffer, Contract, Kernel, Loop, Target } from "./plan.ts";
import { mapExpressions } from "./expressions.ts";
import { isElementwise } from "./stores.ts";
import { kernelsBy, touched } from "./touched.ts";

/**
 * Where an elementwise nest makes the second operand of a contraction, and nothing else reads that, the nest writes it right into the panels that the
 * engine's kernel reads: the contraction neither copies it into panels nor reads it as it would lie.
 */
export function fusePrologues(
  kernels: readonly Kernel[],
  buffers: readonly Buffer[],
  target: Target,
): { kernels: Kernel[]; buffers: Buffer[] } {
  const users = kernelsBy(kernels, touched);
  const panels = new Map<Kernel, readonly Kernel[]>();
  const fused = [...buffers];
  kernels.forEach((contract, time) => {
    if (contract.kind !== "contract") return;
    const { buffer } = contract.b;
    const [first, reader, ...others] = users.get(buffer)!;
    const loop = kernels[first!]!;
    if (fused[buffer]!.role !== "temporary" || reader !== time || others.length > 0) return;
    if (loop.kind !== "loop" || loop.stores.length > 1 || !loop.stores.every(isElementwise)) return;
    const nest = inContraction(loop, contract);
    const whole: Contract = { ...contract, scratch: buffer, prologue: true };
    const nests = nest === null ? null : target.panels(whole, nest);
    if (nests === null) return;
    panels.set(loop, nests).set(contract, [whole]);
    const length = target.contract(whole)!.scratch;
    fused[buffer] = { ...fused[buffer]!, shape: [length], strides: [1], length };
  });
  return { kernels: kernels.flatMap((kernel) => panels.get(kernel) ?? [kernel]), buffers: fused };
}

/** The nest written over the dimensions of the contraction whose second operand it makes; `null` where its rounds are not the elements that the contraction reads. */
function inContraction(loop: Loop, contract: Contract): Loop | null {
  const { at } = loop.stores[0]!.access;
  if ([at, contract.b.at].some(({ offset, dynamic }) => offset !== 0 || dynamic.length > 0))
    return null;
  const along = inDimensions(contract, "b", loop, at.strides);
  if (along === null) return null;
  const sizes = contract.dimensions.map(({ size }) => size);
  return { ...loop, sizes, reduced: sizes.map(() => false), ...mapExpressions(loop, along) };
}
