import { isFloating } from "@chainrule/graph";
import { affineKey } from "./affine.ts";
import { inDimensions } from "./contract-dimensions.ts";
import type {
  Access,
  Buffer,
  Contract,
  Epilogue,
  Instruction,
  Kernel,
  Loop,
  Target,
} from "./plan.ts";
import { isExpensive } from "./expensive.ts";
import { mapExpressions } from "./expressions.ts";
import { isElementwise } from "./stores.ts";
import { kernelsBy, operandsOf, touched, written } from "./touched.ts";

/** An epilogue is written out for every vector of a tile: it may have this many instructions, of which an expensive one counts as several, */
const largest = 28;
const expensiveCounts = 8;

/** and so many operands and results of the sums' size: a tile is a narrow strip of each, which a loop nest would cross in long lines. */
const mostWhole = 3;

/**
 * Moves elementwise nests into the contractions whose results they are the first to read, if they cross them element by element as they lie: a bias, an
 * activation or a residual is then applied to sums in registers.
 */
export function fuseEpilogues(
  kernels: readonly Kernel[],
  buffers: readonly Buffer[],
  target: Target,
): Kernel[] {
  const fused: (Kernel | null)[] = [...kernels];
  const users = kernelsBy(kernels, touched);
  const writers = kernelsBy(kernels, written);
  kernels.forEach((contract, time) => {
    if (contract.kind !== "contract") return;
    const sums = contract.c.buffer;
    const [first, ...others] = [...new Set(users.get(sums))].filter((i) => i > time);
    const loop = first === undefined ? null : fused[first];
    if (first === undefined || loop?.kind !== "loop") return;
    // What the contraction reads must not be written before the nest runs.
    const isWritten = (buffer: number): boolean =>
      writers.get(buffer)?.some((i) => i > time && i < first) ?? false;
    if (operandsOf(contract).some(isWritten) || !isSuitable(loop, sums)) return;
    const inMemory = others.length > 0 || buffers[sums]!.role !== "temporary";
    const { scratch, inParts } = target.contract(contract)!;
    const whole = withEpilogue(contract, loop, inMemory || inParts);
    if (whole === null || target.contract(whole)?.scratch !== scratch) return;
    fused[time] = null;
    fused[first] = whole;
  });
  return fused.filter((kernel) => kernel !== null);
}

/** Whether a nest is short and elementwise, and reads the sums in no other way than as they are computed. */
function isSuitable({ body, stores }: Loop, sums: number): boolean {
  let instructions = 0;
  for (const one of body) {
    if (one.op === "gather" || one.op === "random") return false;
    const at = one.op === "load" ? one.access.at : one.op === "index" ? one.at : null;
    if (at?.dynamic.some(({ buffer }) => buffer === sums)) return false;
    instructions += isExpensive(one.op) && isFloating(one.dtype) ? expensiveCounts : 1;
  }
  const apart = stores.every((store) => isElementwise(store) && store.access.buffer !== sums);
  return apart && instructions <= largest;
}

/** The contraction with a nest as its epilogue; `null` where the nest crosses the sums in another way than they lie. */
function withEpilogue(contract: Contract, loop: Loop, keeps: boolean): Contract | null {
  const sums = contract.c.buffer;
  const reads = loop.body.filter(
    (one) => one.op === "load" && one.access.buffer === sums,
  ) as Read[];
  const [read] = reads;
  if (read === undefined || new Set(reads.map(({ access }) => affineKey(access.at))).size > 1)
    return null;
  const { offset, dynamic, strides } = read.access.at;
  if (offset !== 0 || dynamic.length > 0) return null;
  const along = inDimensions(contract, "c", loop, strides);
  if (along === null) return null;
  const { body, stores } = mapExpressions(loop, along);
  const accesses = [
    ...body.flatMap((one) => (one.op === "load" && one.access.buffer !== sums ? [one.access] : [])),
    ...stores.map(({ access }) => access),
  ];
  const kept = contract.dimensions.map(({ size, c }) => (size === 1 ? null : c));
  const isWhole = ({ at }: Access): boolean =>
    kept.every((c, d) => c === null || at.strides[d] === c);
  const neighbours = kept.indexOf(1);
  if (!stores.every(({ access }) => isWhole(access))) return null;
  if (new Set(accesses.filter(isWhole).map(({ buffer }) => buffer)).size > mostWhole) return null;
  if (
    neighbours >= 0 &&
    accesses.some(({ at }) => at.strides[neighbours]! > 1 || at.strides[neighbours]! < 0)
  )
    return null;
  const epilogue: Epilogue = { name: loop.name, body, stores, keeps };
  return { ...contract, epilogue };
}

type Read = Extract<Instruction, { readonly op: "load" }>;
