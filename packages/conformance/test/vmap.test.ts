import { vmap } from "@chainrule/autograd";
import { type Attributes, type Inputs, Node, type Primitive, sizeOf } from "@chainrule/graph";
import { Tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";
import { cases, compute, Dice, type Entry } from "../src/index.ts";
import { leaf } from "../src/leaves.ts";
import { reference } from "./engines.ts";

/** A leaf of the same elements in another order. */
function shuffled(dice: Dice, node: Node): Node {
  const data = node.value?.data() ?? compute(reference, { roots: [node] })[0]!;
  return leaf(node.dtype, node.shape, dice.shuffle([...data]));
}

/** Leaves of the same type as one, along a new first axis. */
function stacked(leaves: readonly Node[]): Node {
  const [{ shape, dtype }] = leaves as [Node];
  const elements = leaves.flatMap(({ value }) => [...value!.data()]);
  return leaf(dtype, [leaves.length, ...shape], elements);
}

/** A primitive of examples one by one, and mapped: the elements of both. */
function bothWays<P extends Primitive>(dice: Dice, node: Node<P>): [number[], number[]] {
  const primitive = node.primitive!;
  const apply = (inputs: readonly Node[]): Node =>
    Node.apply(
      primitive,
      inputs as readonly Node[] as Inputs<P, Node>,
      node.attributes as Attributes<P>,
    );
  const { inputs } = node;
  const always = dice.integer(0, inputs.length - 1);
  const isMapped = inputs.map((_, i) => i === always || dice.chance(0.5));
  const examples = Array.from({ length: dice.integer(1, 3) }, () =>
    inputs.map((input, i) => (isMapped[i] ? shuffled(dice, input) : input)),
  );
  const singly = compute(reference, { roots: examples.map(apply) });
  const given = inputs.map((input, i) =>
    Tensor.of(isMapped[i] ? stacked(examples.map((example) => example[i]!)) : input),
  );
  const inAxes = isMapped.map((mapped) => (mapped ? 0 : null));
  const mapped = vmap(
    (...one: readonly Tensor[]) => Tensor.of(apply(one.map((tensor) => tensor.node))),
    { inAxes },
  )(...given);
  expect(mapped.shape).toEqual([examples.length, ...node.shape]);
  expect(mapped.dtype).toBe(node.dtype);
  const [together] = compute(reference, { roots: [mapped.node] });
  return [singly.flatMap((data) => [...data]), [...together!]];
}

const few = 3000;

const mappable = (Object.entries(cases) as [Primitive, Entry][]).filter(
  ([primitive]) => !["constant", "iota", "random"].includes(primitive),
);

test.each(mappable)("%s of many examples is that of each", (primitive, entry) => {
  const dice = new Dice(primitive.length * 31 + primitive.charCodeAt(0));
  let count = 0;
  for (const node of entry.cases(dice)) {
    if (sizeOf(node.shape) > few || node.inputs.some(({ shape }) => sizeOf(shape) > few)) continue;
    count++;
    const [singly, together] = bothWays(dice, node);
    // Padding for each example on its own adds to a zero, which makes 0 of −0.
    expect(together.map((x) => x + 0)).toEqual(singly.map((x) => x + 0));
  }
  expect(count).toBeGreaterThan(10);
});
