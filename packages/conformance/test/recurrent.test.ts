import { gradients } from "@chainrule/autograd";
import { Affine, GRU, LSTM, Sequential } from "@chainrule/layers";
import { meanSquaredError } from "@chainrule/losses";
import { Adam, clipByGlobalNorm } from "@chainrule/optimizers";
import {
  compile,
  concatenate,
  Generator,
  oneHot,
  rand,
  randint,
  type Tensor,
} from "@chainrule/tensor";
import { expect, test } from "vitest";

const [length, hidden, batch] = [20, 32, 64];

/** Random numbers of which two are marked, one in each half, and the sum of these: the adding problem of Hochreiter and Schmidhuber 1997. */
function examples(count: number, generator: Generator): { x: Tensor; sum: Tensor } {
  const values = rand([count, length], { generator });
  const half = length / 2;
  const marked = [0, half].map((from) =>
    oneHot(randint(from, from + half, [count], { generator }), length),
  );
  const marks = marked[0]!.add(marked[1]!).cast("float32");
  return {
    x: concatenate([values.unsqueeze(-1), marks.unsqueeze(-1)], -1),
    sum: values.mul(marks).sum(1),
  };
}

test.each([
  ["LSTM", (generator: Generator) => new LSTM(2, hidden, { generator }), 450],
  ["GRU", (generator: Generator) => new GRU(2, hidden, { generator }), 250],
] as const)(
  "%s learns to add the two marked numbers of twenty",
  (_, make, steps) => {
    const generator = new Generator(1);
    const recurrent = make(generator);
    const model = new Sequential(recurrent, new Affine(hidden, 1, { generator }));
    const added = (x: Tensor): Tensor => model.forward(x).at(":", -1, 0);
    const parameters = model.parameters();
    const adam = new Adam({ learningRate: 1e-2 });
    const step = compile((x: Tensor, sum: Tensor) => {
      const loss = meanSquaredError(added(x), sum);
      adam.update(parameters, clipByGlobalNorm(gradients(loss, parameters), 1));
      return loss;
    });
    for (let i = 0; i < steps; i++) {
      const { x, sum } = examples(batch, generator);
      step(x, sum).item();
    }
    const { x, sum } = examples(1000, generator);
    // The variance of the sum, which who always says 1 is wrong by, is 1/6.
    expect(meanSquaredError(added(x), sum).item()).toBeLessThan(0.01);
  },
  60_000,
);
