import { wasmEngine } from "@chainrule/engine-wasm";
import { capture, Node } from "@chainrule/graph";
import { expect, test, vi } from "vitest";
import { agree, Dice } from "../src/index.ts";
import { leaf } from "../src/leaves.ts";
import { differing, runner } from "../src/shared.ts";
import { reference } from "./engines.ts";

vi.setConfig({ testTimeout: 60_000 });

const engine = wasmEngine({ threads: 1 });

type Binary = "add" | "sub" | "mul" | "maximum";
const apply = (op: Binary, a: Node, b: Node): Node => Node.apply(op, [a, b], {});
const unary = (op: "tanh" | "sigmoid" | "abs" | "neg", x: Node): Node => Node.apply(op, [x], {});
const column = (x: Node): Node => Node.apply("reshape", [x], { shape: [x.shape[0]!, 1] });
const transposed = (x: Node): Node => Node.apply("permute", [x], { axes: [1, 0] });

/** What rows hold is made of rows, of columns, of vectors along both, and of what was reduced from them: squares, so that every vector serves as either. */
function program(dice: Dice): Node[] {
  const n = dice.pick([64, 65, 96, 130]);
  const given = (...shape: number[]): Node => {
    const data = dice.integers("float32", shape, -8, 8);
    return leaf(
      "float32",
      shape,
      data.map((value) => value / 8),
    );
  };
  const matrices = [given(n, n), given(n, n)];
  const vectors = [given(n), given(n)];
  const scale = Node.apply("constant", [], { value: 1 / n, dtype: "float32" });
  for (let step = dice.integer(4, 9); step > 0; step--) {
    const [matrix, other] = [dice.pick(matrices), dice.pick(matrices)];
    const [vector, second] = [dice.pick(vectors), dice.pick(vectors)];
    // Bounded, and dear enough to be put into memory.
    const bounded = (x: Node): Node => unary(dice.pick(["tanh", "sigmoid"]), x);
    const op = dice.pick<Binary>(["add", "sub", "mul", "maximum"]);
    const makes: readonly (() => void)[] = [
      () => matrices.push(bounded(apply(op, matrix, vector))),
      () => matrices.push(bounded(apply(op, matrix, column(vector)))),
      () => matrices.push(bounded(apply(op, matrix, dice.chance(0.3) ? transposed(other) : other))),
      () => vectors.push(bounded(apply(op, vector, second))),
      () => {
        const axes = [dice.integer(0, 1)];
        const weights = bounded(vector);
        const summed = Node.apply("sum", [apply("mul", matrix, weights)], { axes });
        const mean = apply("mul", summed, scale);
        vectors.push(dice.chance(0.5) ? mean : apply(op, weights, mean));
      },
      () =>
        vectors.push(Node.apply("max", [matrix], { axes: [dice.integer(0, 1)], keepsNaN: true })),
    ];
    dice.pick(makes)();
  }
  return [...new Set([matrices.at(-1)!, vectors.at(-1)!])].filter(
    (node) => node.primitive !== null,
  );
}

const programs = Array.from({ length: 600 }, (_, seed) => ({
  seed,
  roots: program(new Dice(seed)),
})).filter(({ roots }) => roots.length > 0);

test("law: kernels over rows give what the reference computes nest by nest", () => {
  let inRows = 0;
  for (const { seed, roots } of programs) {
    if (/for each of \d+ rows/.test(String(engine.prepare(capture(roots).graph())))) inRows++;
    try {
      agree(
        engine,
        reference,
        { roots },
        roots.map(() => (i, wanted) => 1e-5 * Math.max(1, Math.abs(wanted[i]!))),
      );
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
  expect(inRows).toBeGreaterThan(100);
});

test("a vector that every row reads is not written over row by row", () => {
  const n = 128;
  const dice = new Dice(1);
  const normal = (...shape: number[]): Node =>
    leaf("float32", shape, dice.normals("float32", shape));
  const v = Node.apply("exp", [normal(n)], {});
  const y = Node.apply("sum", [apply("mul", normal(n, n), v)], { axes: [1] });
  const roots = [apply("mul", v, y)];
  agree(engine, reference, { roots }, [(i, wanted) => 1e-4 * Math.max(1, Math.abs(wanted[i]!))]);
});

test("law: the same bits for any number of threads", () => {
  const several = wasmEngine({ threads: 3 });
  for (const { roots } of programs.slice(0, 40)) {
    const [one, three] = [runner(engine, roots)(), runner(several, roots)()];
    expect(differing(one, three)).toEqual([]);
  }
});
