import { type DType, Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { importedMath } from "../src/math.ts";
import { leaf, program } from "./programs.ts";

const engine = wasmEngine({ threads: 1 });

const ends = [
  0,
  2 ** -149,
  2 ** -126,
  1e-30,
  0.1,
  0.3,
  1,
  1 - 2 ** -24,
  1 + 2 ** -23,
  2,
  3,
  7,
  2 ** 21 - 1,
  2 ** 21,
  2 ** 21 + 1,
  2 ** 23 + 1,
  2 ** 31,
  1e30,
  3.4028234663852886e38,
  Infinity,
];

/** Pairs of what has many bits or few, of very different sizes or nearly equal ones, and of all ends. */
function pairs(): [Float32Array, Float32Array] {
  const edges = [...ends.flatMap((end) => [end, -end]), NaN];
  const all = edges.flatMap((a) => edges.map((b) => [a, b] as const));
  let state = 7;
  const draw = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const sign = (): number => (draw() < 0.5 ? -1 : 1);
  for (let i = 0; i < 50_000; i++) {
    const b = sign() * (1 + draw()) * 2 ** (20 * draw() - 10);
    const near = Math.round(2 ** (30 * draw())) * Math.fround(b);
    all.push([sign() * 2 ** (60 * draw() - 30), b], [near, b], [near * (1 + 2 ** -23), b]);
  }
  return [Float32Array.from(all, ([a]) => a), Float32Array.from(all, ([, b]) => b)];
}

/** The expected element of a dtype. */
const kept: { readonly [D in DType]?: (x: number) => number } = {
  float32: Math.fround,
  int32: (x) => x | 0,
  uint8: (x) => x & 255,
};

test.each(["float32", "int32", "uint8"] as const)("mod of %s is exact", (dtype) => {
  const [a, b] = pairs().map((x) => leaf(dtype, [x.length], x)) as [Node, Node];
  const got = program(engine, [Node.apply("mod", [a, b], {})])()[0]!;
  const [x, y] = [a.value!.data(), b.value!.data()];
  const wrong = Array.from(got).flatMap((value, i) => {
    const expected = kept[dtype]!(importedMath.mod(x[i]!, y[i]!));
    return Object.is(value, expected) ? [] : [`${x[i]} mod ${y[i]} = ${expected}; got ${value}`];
  });
  expect(wrong.slice(0, 5)).toEqual([]);
});

test.each(["float32", "float64"] as const)(
  "a %s becomes the integer that JavaScript makes of it",
  (dtype) => {
    const [a] = pairs();
    const most = [
      2 ** 31 - 1,
      2 ** 31 - 0.5,
      2 ** 32,
      2 ** 32 - 0.25,
      2 ** 53 - 1,
      2 ** 63,
      1e20,
      1e300,
    ];
    const x = dtype === "float32" ? a : [...a, ...most.flatMap((end) => [end, -end, end + 3.7])];
    const from = leaf(dtype, [x.length], x);
    const roots = (["int32", "uint8"] as const).map((to) =>
      Node.apply("cast", [from], { dtype: to }),
    );
    const [ints, bytes] = program(engine, roots)();
    const wrong = Array.from(x, (value, i) => [value, ints![i], bytes![i]]).filter(
      ([value, int, byte]) => int !== (value! | 0) || byte !== (value! & 255),
    );
    expect(wrong.slice(0, 5)).toEqual([]);
  },
);
