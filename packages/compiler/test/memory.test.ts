import { bytesOf } from "@chainrule/graph";
import { assert, constantFrom, property } from "fast-check";
import { expect, test, vi } from "vitest";
import { type Kernel, type Plan, printPlan } from "../src/index.ts";
import { spans } from "./accesses.ts";
import { constant, leaf } from "./leaves.ts";
import { binary, kept, max, sum, unary } from "./operations.ts";
import { kernels, loops, plan, printed } from "./plans.ts";
import { roots } from "./random-graphs.ts";

vi.setConfig({ testTimeout: 60_000 });

const runs = { numRuns: 400, seed: 1 };

/** Checks a law of the plans of random programs, on an engine with kernels for contractions and on one without. */
function law(check: (plan: Plan) => void): void {
  assert(
    property(
      roots,
      constantFrom(loops, { ...kernels, contract: () => ({ scratch: 100, inParts: false }) }),
      (nodes, target) => {
        const planned = plan(nodes, target);
        try {
          check(planned);
        } catch (error) {
          throw new Error(`${(error as Error).message}\n${printPlan(planned)}`, { cause: error });
        }
      },
    ),
    runs,
  );
}

/** The first and the last kernel that touch a buffer. */
interface Life {
  readonly first: number;
  readonly last: number;
}

const isAlive = ({ first, last }: Life, time: number): boolean => first <= time && time <= last;

/** The kernels, and the nests inside them that run for one row after the other, in the order of a row. */
const nests = ({ kernels: order }: Plan): Kernel[] =>
  order.flatMap((kernel): readonly Kernel[] => (kernel.kind === "rows" ? kernel.loops : [kernel]));

function lives({ buffers }: Plan, order: readonly Kernel[]): Life[] {
  const found: Life[] = buffers.map(() => ({ first: Infinity, last: -1 }));
  order.forEach((kernel, time) => {
    for (const { buffer } of spans(kernel))
      found[buffer] = { first: Math.min(found[buffer]!.first, time), last: time };
  });
  return found;
}

const bytes = ({ buffers }: Plan, id: number): number =>
  buffers[id]!.length * bytesOf(buffers[id]!.dtype);

test("a value takes the place of one that nobody needs any more", () => {
  const softened = [0, 1, 0, 1].reduce(
    (x, axis) => {
      const centered = binary("sub", x, kept(max(x, axis), x, axis));
      return binary("mul", unary("exp", centered), constant(0.5));
    },
    leaf([16, 16]),
  );
  expect(printed(sum(softened, 0))).toMatchInlineSnapshot(`
    "arena of 1088 bytes
    b0: float32[16, 16] by [16, 1], input 0
    b1: float32[16] by [1], at 1024
    b2: float32[16, 16] by [16, 1], at 0
    b3: float32[16] by [1], at 1024
    b4: float32[16, 16] by [16, 1], at 0
    b5: float32[16] by [1], at 1024
    b6: float32[16, 16] by [16, 1], at 0
    b7: float32[16] by [1], at 1024
    b8: float32[16] by [1], output 0
    max: loop [16, Σ16]
      %0: float32 = b0[i0 + 16i1]
      b1[i0] = max(%0)
    mul: loop [16, 16]
      %0: float32 = b0[16i0 + i1]
      %1: float32 = b1[i1]
      %2: float32 = sub(%0, %1)
      %3: float32 = decay(%2)
      %4: float32 = 0.5
      %5: float32 = mul(%3, %4)
      b2[16i0 + i1] = %5
    max: loop [16, Σ16]
      %0: float32 = b2[16i0 + i1]
      b3[i0] = max(%0)
    mul: loop [16, 16]
      %0: float32 = b2[16i0 + i1]
      %1: float32 = b3[i0]
      %2: float32 = sub(%0, %1)
      %3: float32 = decay(%2)
      %4: float32 = 0.5
      %5: float32 = mul(%3, %4)
      b4[16i0 + i1] = %5
    max: loop [16, Σ16]
      %0: float32 = b4[i0 + 16i1]
      b5[i0] = max(%0)
    mul: loop [16, 16]
      %0: float32 = b4[16i0 + i1]
      %1: float32 = b5[i1]
      %2: float32 = sub(%0, %1)
      %3: float32 = decay(%2)
      %4: float32 = 0.5
      %5: float32 = mul(%3, %4)
      b6[16i0 + i1] = %5
    max: loop [16, Σ16]
      %0: float32 = b6[16i0 + i1]
      b7[i0] = max(%0)
    sum: loop [16, Σ16]
      %0: float32 = b6[i0 + 16i1]
      %1: float32 = b7[i1]
      %2: float32 = sub(%0, %1)
      %3: float32 = decay(%2)
      %4: float32 = 0.5
      %5: float32 = mul(%3, %4)
      b8[i0] = sum(%5)
    outputs b8"
  `);
});

/** Whether a nest reads one buffer and writes the other only element by element, at the same places. */
function overwrites(nest: Kernel, from: number, to: number): boolean {
  if (nest.kind !== "loop") return false;
  const store = nest.stores.find(({ access }) => access.buffer === to);
  const loads = nest.body.filter(
    (one) => (one.op === "load" || one.op === "gather") && one.access.buffer === from,
  );
  if (store === undefined || store.reduction !== null) return false;
  return loads.every(
    (one) => one.op === "load" && JSON.stringify(one.access.at) === JSON.stringify(store.access.at),
  );
}

test("law: no two buffers that are alive at once share a byte, but one that is written over element by element", () => {
  let over = 0;
  law((planned) => {
    const life = lives(planned, planned.kernels);
    const order = nests(planned);
    const within = lives(planned, order);
    const isOver = (one: number, other: number): boolean =>
      within[one]!.last === within[other]!.first &&
      overwrites(order[within[one]!.last]!, one, other);
    const places = planned.buffers
      .filter(({ id, role, length }) => role === "temporary" && life[id]!.last >= 0 && length > 0)
      .map(({ id }) => {
        const start = planned.offsets[id]!;
        return { ...life[id]!, id, start, end: start + bytes(planned, id) };
      });
    for (const one of places) {
      expect(one.start % 64).toBe(0);
      expect(one.end).toBeLessThanOrEqual(planned.arenaBytes);
    }
    const meeting = places.flatMap((one, i) =>
      places
        .slice(i + 1)
        .filter((other) => one.first <= other.last && other.first <= one.last)
        .filter((other) => one.start < other.end && other.start < one.end)
        .filter((other) => {
          const allowed = isOver(one.id, other.id) || isOver(other.id, one.id);
          if (allowed) over++;
          return !allowed;
        })
        .map((other) => `b${one.id} and b${other.id}`),
    );
    expect(meeting).toEqual([]);
  });
  expect(over).toBeGreaterThan(20);
});

test("law: the arena is at most 1.6 times the largest set of values alive at once, and nearly always as small", () => {
  const ratios: number[] = [];
  law((planned) => {
    const life = lives(planned, planned.kernels);
    const rounded = (id: number): number => 64 * Math.ceil(bytes(planned, id) / 64);
    // What is written over counts once.
    const alive = planned.kernels.map((_, time) => {
      const now = planned.buffers.filter(
        ({ id, role }) => role === "temporary" && isAlive(life[id]!, time),
      );
      const places = new Map(now.map(({ id }) => [planned.offsets[id]!, rounded(id)]));
      return [...places.values()].reduce((total, size) => total + size, 0);
    });
    const largest = Math.max(0, ...alive);
    expect(planned.arenaBytes).toBeGreaterThanOrEqual(largest);
    expect(planned.arenaBytes).toBeLessThanOrEqual(1.6 * largest);
    if (largest > 0) ratios.push(planned.arenaBytes / largest);
  });
  ratios.sort((a, b) => b - a);
  expect(ratios.length).toBeGreaterThan(300);
  expect(ratios[Math.ceil(0.02 * ratios.length)]).toBeLessThan(1.1);
});

test("law: what is a kernel's own is a temporary that no other kernel touches", () => {
  let count = 0;
  law(({ buffers, kernels: order, offsets }) => {
    for (const kernel of order) {
      if (kernel.kind !== "rows") continue;
      const places = new Set(kernel.own.map(({ buffer }) => offsets[buffer]!));
      const others = order
        .filter((other) => other !== kernel)
        .flatMap((other) => [...spans(other)]);
      count += places.size;
      expect(kernel.own.every(({ buffer }) => buffers[buffer]!.role === "temporary")).toBe(true);
      const own = new Set(kernel.own.map(({ buffer }) => buffer));
      expect(others.filter(({ buffer }) => own.has(buffer))).toEqual([]);
      // What is written over one of them is its own, too.
      const rest = [...spans(kernel)].filter(({ buffer }) => !own.has(buffer));
      expect(rest.filter(({ buffer }) => places.has(offsets[buffer]!))).toEqual([]);
    }
  });
  expect(count).toBeGreaterThan(0);
});

test("law: kernels stay inside their buffers, wherever slices start and indices point", () => {
  law((planned) => {
    planned.kernels.forEach((kernel, time) => {
      for (const { buffer, low, high } of spans(kernel)) {
        expect(low, `kernel ${time}, b${buffer}`).toBeGreaterThanOrEqual(0);
        expect(high, `kernel ${time}, b${buffer}`).toBeLessThan(planned.buffers[buffer]!.length);
      }
    });
  });
});

test("law: what a kernel reads was written before, and inputs are never written", () => {
  law((planned) => {
    const { buffers, outputs } = planned;
    const order = nests(planned);
    const idsOf = (role: "input" | "output"): number[] =>
      buffers.filter((one) => one.role === role && one.length > 0).map(({ id }) => id);
    const inputs = new Set(idsOf("input"));
    const written = new Set(inputs);
    const wrong: string[] = [];
    order.forEach((kernel, time) => {
      const touched = spans(kernel);
      for (const { buffer, reads, writes } of touched) {
        if (reads && !written.has(buffer)) wrong.push(`kernel ${time} reads b${buffer}`);
        if (writes && inputs.has(buffer)) wrong.push(`kernel ${time} writes b${buffer}`);
      }
      for (const { buffer, writes } of touched) if (writes) written.add(buffer);
    });
    expect(wrong).toEqual([]);
    expect(idsOf("output").filter((id) => !written.has(id))).toEqual([]);
    expect(outputs.every((id) => buffers[id]!.role !== "temporary")).toBe(true);
  });
});
