import { inDimensions } from "./counters.ts";
import type { Buffer, Contract, Kernel, Loop, Target } from "./plan.ts";
import { mapExpressions } from "./schedule.ts";
import { isElementwise } from "./stores.ts";
import { touched } from "./touched.ts";

/**
 * Lets an elementwise nest that makes the second operand of one contraction alone write it into panels, in place of what the contraction would copy into
 * them or read as it lies.
 */
export function fusePrologues(
  kernels: readonly Kernel[],
  buffers: readonly Buffer[],
  target: Target,
): { kernels: Kernel[]; buffers: Buffer[] } {
  const users = new Map<number, Kernel[]>();
  for (const kernel of kernels) {
    for (const buffer of touched(kernel)) users.set(buffer, [...(users.get(buffer) ?? []), kernel]);
  }
  const panels = new Map<Kernel, readonly Kernel[]>();
  const fused = [...buffers];
  for (const contract of kernels) {
    if (contract.kind !== "contract") continue;
    const { buffer } = contract.b;
    const [loop, reader, ...others] = users.get(buffer)!;
    if (fused[buffer]!.role !== "temporary" || reader !== contract || others.length > 0) continue;
    if (loop?.kind !== "loop" || loop.stores.length > 1 || !loop.stores.every(isElementwise))
      continue;
    const nest = inContraction(loop, contract);
    const whole: Contract = { ...contract, scratch: buffer, prologue: true };
    const nests = nest === null ? null : target.panels(whole, nest);
    if (nests === null) continue;
    panels.set(loop, nests).set(contract, [whole]);
    const length = target.scratch(whole);
    fused[buffer] = { ...fused[buffer]!, shape: [length], strides: [1], length };
  }
  return { kernels: kernels.flatMap((kernel) => panels.get(kernel) ?? [kernel]), buffers: fused };
}

/** A nest over the dimensions of the contraction whose second operand it makes; `null` where that crosses what is made in another way. */
function inContraction(loop: Loop, contract: Contract): Loop | null {
  const { at } = loop.stores[0]!.access;
  if ([at, contract.b.at].some(({ offset, dynamic }) => offset !== 0 || dynamic.length > 0))
    return null;
  const along = inDimensions(contract, "b", loop, at.strides);
  if (along === null) return null;
  const sizes = contract.dimensions.map(({ size }) => size);
  return { ...loop, sizes, reduced: sizes.map(() => false), ...mapExpressions(loop, along) };
}
