import { expect, test } from "vitest";
import { einsum, fromData, ones, type Tensor } from "../../src/index.ts";
import cases from "../../golden/einsum.json" with { type: "json" };

test.each(cases)("einsum $equation", ({ equation, operands, result }) => {
  const tensors = operands.map(({ shape, data }): Tensor =>
    fromData(Float64Array.from(data), shape),
  );
  // Minus zero plus zero is zero: NumPy sums in another order.
  expect(
    einsum(equation, ...tensors)
      .add(0)
      .toArray(),
  ).toEqual(result);
});

test.each<[equation: string, shapes: number[][], sentence: string]>([
  [
    "ij,jk->ik",
    [
      [2, 3],
      [4, 5],
    ],
    "einsum: letter j is both 3 and 4; got [2, 3] and [4, 5].",
  ],
  [
    "ij->i",
    [
      [2, 3],
      [4, 5],
    ],
    'einsum: "ij->i" names 1 operands; got 2.',
  ],
  ["ij->k", [[2, 3]], 'einsum: output letter k is in no operand; got "ij->k".'],
  ["ij->ii", [[2, 3]], 'einsum: output letter i occurs twice; got "ij->ii".'],
  ["ijk->i", [[2, 3]], 'einsum: "ijk" must name every axis once; got [2, 3].'],
  ["i->i", [[2, 3]], 'einsum: "i" must name every axis once; got [2, 3].'],
  ["i1->i", [[2, 3]], 'einsum: terms are letters and at most one "..."; got "i1->i".'],
  ["i->j->i", [[2]], 'einsum: there is at most one "->"; got "i->j->i".'],
  [
    "...i,...i->...",
    [
      [2, 3],
      [4, 3],
    ],
    "einsum: the axes of ... must broadcast; got [2, 3] and [4, 3].",
  ],
])("einsum %s of %j", (equation, shapes, sentence) => {
  expect(() => einsum(equation, ...shapes.map((shape) => ones(shape)))).toThrow(sentence);
});
