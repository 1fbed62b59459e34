import { wasmEngine } from "@chainrule/engine-wasm";
import { type DType, type Engine, Node, type Primitive, type TypedArray } from "@chainrule/graph";
import { referenceEngine } from "@chainrule/reference";
import { anyConvolution, byWindows } from "../src/convolution.ts";
import { agree, agreeOn, cases, compute, Dice, differs, type Entry } from "../src/index.ts";
import { leaf } from "../src/leaves.ts";
import { exactProgram } from "../src/programs/exact.ts";
import { smoothProgram } from "../src/programs/smooth.ts";
import { differing, runner, shared } from "../src/shared.ts";

const reference = referenceEngine();
const counts = [1, 2, 3];
const engines = counts.map((threads) => wasmEngine({ threads }));
const [alone, two] = engines as [Engine, Engine];

type Check = () => void | Promise<void>;

/** Lets workers start, and messages through. */
export const rest = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How many threads an engine has up. */
function threadsOf(engine: Engine): number {
  const { threads } = (
    engine as unknown as { pool(work: number): { threads: number } | null }
  ).pool(Infinity) ?? { threads: 1 };
  return threads;
}

/** Waits for the workers of every engine; gives how many threads each has then. */
export async function start(patience: number): Promise<readonly number[]> {
  const end = performance.now() + patience;
  const up = (): number[] => engines.map(threadsOf);
  while (performance.now() < end && up().some((n, i) => n !== counts[i])) await rest(20);
  return up();
}

function primitives(engine: Engine): [string, Check][] {
  return (Object.entries(cases) as [Primitive, Entry][]).map(([primitive, entry]) => [
    primitive,
    () => {
      for (const node of entry.cases(new Dice(5)))
        agreeOn(engine, reference, node, entry.closeness);
    },
  ]);
}

function programs(engine: Engine): [string, Check][] {
  const smooth = (i: number, expected: TypedArray): number =>
    (expected instanceof Float64Array ? 1e-12 : 3e-4) * Math.max(1, Math.abs(expected[i]!));
  const sizes = [
    { steps: 12, most: 2000, longest: 13, count: 40 },
    { steps: 40, most: 4000, longest: 17, count: 8 },
    { steps: 10, most: 200_000, longest: 65, count: 3 },
  ];
  return sizes.flatMap(({ count, ...size }): [string, Check][] =>
    (
      [
        ["integers", exactProgram, () => 1e-300],
        ["smooth functions", smoothProgram, smooth],
      ] as const
    ).map(([name, make, allowed]) => [
      `programs of ${name}, up to ${size.most} elements`,
      () => {
        for (let seed = 0; seed < count; seed++) {
          const program = make(new Dice(seed + size.most), size);
          agree(
            engine,
            reference,
            program,
            program.roots.map(() => allowed),
          );
        }
      },
    ]),
  );
}

function convolutions(engine: Engine): [string, Check][] {
  return [1, 2, 3].map((spatial) => [
    `convolve is windows times kernels, over ${spatial} spatial axes`,
    () => {
      const dice = new Dice(spatial);
      for (let i = 0; i < 15; i++) {
        const { input, kernel, attributes } = anyConvolution(dice, spatial);
        const dtype: DType = dice.pick(["float32", "float64"]);
        const x = leaf(dtype, input, dice.integers(dtype, input, -9, 9));
        const w = leaf(dtype, kernel, dice.integers(dtype, kernel, -9, 9));
        const c = { ...attributes, dtype };
        const roots = [Node.apply("convolve", [x, w], c), byWindows(x, w, c)];
        const [direct, windowed] = compute(engine, { roots });
        if (differs(direct!, windowed!, dtype, () => 1e-300) !== null)
          throw new Error(`convolution ${i} differs.`);
      }
    },
  ]);
}

/** Results are the same bits from any number of threads. */
function counted(): [string, Check][] {
  return Object.entries(shared).map(([name, make]) => [
    `the same bits from 1, 2 and 3 threads: ${name}`,
    async () => {
      const roots = make();
      const [first, ...others] = engines.map((engine) => runner(engine, roots));
      const expected = first!();
      for (let round = 0; round < 3; round++) {
        for (const run of others) {
          const wrong = differing(run(), expected);
          if (wrong.length > 0) throw new Error(`results ${wrong.join(", ")} differ.`);
        }
        await rest(0);
      }
    },
  ]);
}

/** What holds of the engine wherever it runs. */
export const checks: readonly (readonly [string, Check])[] = [
  ...primitives(alone),
  ...programs(two),
  ...convolutions(two),
  ...counted(),
];
