import { gradients } from "@chainrule/autograd";
import {
  Affine,
  Embedding,
  GELU,
  LayerNorm,
  Module,
  MultiheadAttention,
  Residual,
  Sequential,
} from "@chainrule/layers";
import { softmaxCrossEntropy } from "@chainrule/losses";
import { Adam } from "@chainrule/optimizers";
import { Generator, Parameter, randint, randn, type Tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";

const [length, digits, size, batch] = [6, 10, 32, 64];
const generator = new Generator(1);
const drawn = { generator };

/** One block of a transformer's encoder, normalised first, between embeddings and scores. */
class Sorter extends Module {
  digits = new Embedding(digits, size, drawn);
  places = new Parameter(randn([length, size], drawn));
  block = new Sequential(
    new Residual(new LayerNorm(size), new MultiheadAttention(size, 4, drawn)),
    new Residual(
      new LayerNorm(size),
      new Affine(size, 2 * size, drawn),
      new GELU(),
      new Affine(2 * size, size, drawn),
    ),
  );
  output = new Affine(size, digits, drawn);

  forward(x: Tensor): Tensor {
    const embedded = this.digits.forward(x).add(this.places);
    return this.output.forward(this.block.forward(embedded));
  }
}

test("a transformer learns to sort six digits: over 99 % stand where they must", () => {
  const model = new Sorter();
  const parameters = model.parameters();
  const adam = new Adam({ learningRate: 5e-3 });
  for (let step = 0; step < 300; step++) {
    const x = randint(0, digits, [batch, length], drawn);
    const loss = softmaxCrossEntropy(model.forward(x), x.sort(), { axis: -1 });
    adam.update(parameters, gradients(loss, parameters));
    loss.item();
  }
  const x = randint(0, digits, [2000, length], drawn);
  const right = model.forward(x).argmax(-1).equal(x.sort());
  expect(right.mean().item()).toBeGreaterThan(0.99);
}, 60_000);
