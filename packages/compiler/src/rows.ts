import type { Affine } from "./affine.ts";
import type { Life } from "./arena.ts";
import { touched, written } from "./touched.ts";
import type { Access, Kernel, Loop, Rows } from "./plan.ts";
import { mapExpressions } from "./expressions.ts";

/** A round should be worth its overhead, */
const leastElements = 64;

/** and what it touches should stay in a cache. */
const mostElements = 32_768;

/** The addresses of the buffers that a round goes through should stay in registers, or near them. */
const mostBuffers = 48;

const product = (sizes: readonly number[]): number => sizes.reduce((n, size) => n * size, 1);

/**
 * Joins neighbouring nests that hand values on: where the rounds of a common outermost dimension do not touch each other's elements, all of them run for
 * one round before the next. A softmax is one kernel then, which goes over each row while the row is in the cache.
 */
export function joinRows(kernels: readonly Kernel[]): Kernel[] {
  const joined: Kernel[] = [];
  for (const kernel of kernels) {
    const before = joined.at(-1);
    const rows = before === undefined ? null : join(before, kernel);
    if (rows === null) joined.push(kernel);
    else joined[joined.length - 1] = rows;
  }
  return joined;
}

/** Both kernels in one, if that is possible and the second reads what the first writes. */
function join(first: Kernel, second: Kernel): Rows | null {
  if (second.kind !== "loop" || (first.kind !== "loop" && first.kind !== "rows")) return null;
  const earlier = first.kind === "rows" ? first.loops : [first];
  const all = [...earlier, second];
  const candidates =
    first.kind === "rows" ? [earlier[0]!.sizes[0]] : [first.sizes[0], second.sizes[0]];
  const counts = [...new Set(candidates)].filter(
    (count = 0) => count > 1 && isWorthwhile(all, count),
  ) as number[];
  if (counts.length === 0) return null;
  const results = new Set(earlier.flatMap(written));
  const reads = touched(second);
  if (!reads.some((buffer) => results.has(buffer))) return null;
  if (new Set([...earlier.flatMap(touched), ...reads]).size > mostBuffers) return null;
  for (const count of counts) {
    const loops = all.map((loop) => cutInto(loop, count));
    if (loops.every((loop) => loop !== null) && areApart(loops)) {
      const names = loops.map(({ name }) => name);
      return { kind: "rows", name: [...new Set(names)].join(", "), loops, own: [] };
    }
  }
  return null;
}

/** The nest with `count` rounds of its outermost dimension, each of which runs along memory; `null` where there are none. */
function cutInto(loop: Loop, count: number): Loop | null {
  const [outer] = loop.sizes;
  if (loop.sizes.includes(0)) return null;
  if (outer === undefined || loop.reduced[0] || outer % count !== 0) return null;
  const inner = outer / count;
  const cut: Loop =
    inner === 1
      ? loop
      : {
          ...loop,
          sizes: [count, inner, ...loop.sizes.slice(1)],
          reduced: [false, ...loop.reduced],
          ...mapExpressions(loop, (at) => {
            const [stride = 0, ...rest] = at.strides;
            return at.strides.length === 0
              ? at
              : { ...at, strides: [stride * inner, stride, ...rest] };
          }),
        };
  const runsAlong = ({ strides: [first = 0, ...rest] }: Affine): boolean =>
    first === 0 || rest.every((stride) => Math.abs(stride) <= Math.abs(first));
  const accesses = accessesOf(cut);
  return accesses.every(({ at }) => runsAlong(at)) ? cut : null;
}

/** Elements that a nest reads or writes at known places. */
function accessesOf(loop: Loop): Access[] {
  const reads = loop.body.flatMap((one) => (one.op === "load" ? [one.access] : []));
  return [...reads, ...loop.stores.map(({ access }) => access)];
}

/** Whether no round touches what another one writes. */
function areApart(loops: readonly Loop[]): boolean {
  if (loops.some(({ stores }) => stores.some(({ scatter }) => scatter !== null))) return false;
  return [...new Set(loops.flatMap(written))].every((buffer) => {
    /** What every round may touch: elements from `low` to `high`, `step` further each time. */
    const window = { low: Infinity, high: -Infinity, step: 0 };
    for (const loop of loops) {
      const known = accessesOf(loop).filter((access) => access.buffer === buffer);
      const all = touched(loop).filter((one) => one === buffer);
      if (known.length !== all.length) return false;
      for (const { at } of known) {
        const [step = 0, ...rest] = at.strides;
        if (step === 0 || at.dynamic.length > 0) return false;
        if (window.step !== 0 && window.step !== step) return false;
        const spans = rest.map((stride, d) => stride * (loop.sizes[d + 1]! - 1));
        const reach = (sign: 1 | -1): number =>
          at.offset + spans.filter((span) => span * sign > 0).reduce((sum, span) => sum + span, 0);
        window.step = step;
        window.low = Math.min(window.low, reach(-1));
        window.high = Math.max(window.high, reach(1));
      }
    }
    return window.high - window.low < Math.abs(window.step);
  });
}

/** Kernels, those over rows with what is their own: temporaries that live in one of them alone. Each is where the one `into` names is, which has the life. */
export function withOwn(
  kernels: readonly Kernel[],
  into: readonly number[],
  lives: ReadonlyMap<number, Life>,
): Kernel[] {
  const isOwn = (buffer: number): boolean => {
    const life = lives.get(into[buffer]!);
    return life !== undefined && life.first === life.last;
  };
  return kernels.map((kernel) => {
    if (kernel.kind !== "rows") return kernel;
    const own = [...new Set(touched(kernel))].filter(isOwn).map((buffer) => ({ buffer }));
    return { ...kernel, own };
  });
}

/** Whether one of `count` rounds of all of the nests is. */
function isWorthwhile(loops: readonly Loop[], count: number): boolean {
  const elements = loops.map(({ sizes }) => product(sizes) / count);
  const most = Math.max(...elements);
  return most >= leastElements && most <= mostElements;
}
