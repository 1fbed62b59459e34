// The smallest program that trains one step of the MLP, and says so.
import { gradients } from "@chainrule/autograd";
import { Affine, ReLU, Sequential } from "@chainrule/layers";
import { softmaxCrossEntropy } from "@chainrule/losses";
import { Adam } from "@chainrule/optimizers";
import { fromData } from "@chainrule/tensor";

const model = new Sequential(
  new Affine(784, 256),
  new ReLU(),
  new Affine(256, 128),
  new ReLU(),
  new Affine(128, 10),
);
const parameters = model.parameters();
const adam = new Adam({ learningRate: 1e-3 });
const images = fromData(
  Float32Array.from({ length: 128 * 784 }, (_, i) => (i % 251) / 251),
  [128, 784],
);
const labels = fromData(
  Int32Array.from({ length: 128 }, (_, i) => i % 10),
  [128],
);
const loss = softmaxCrossEntropy(model.forward(images), labels);
adam.update(parameters, gradients(loss, parameters));
console.log(loss.item());
