// What the editor of a lean page shows: checked under its condition, which takes every source that it imports along.
import { gradients } from "@chainrule/autograd";
import type * as data from "@chainrule/data";
import { Affine, loadModule, type Module, ReLU, saveModule, Sequential } from "@chainrule/layers";
import { softmaxCrossEntropy } from "@chainrule/losses";
import { loadOptimizer, type Optimizer, saveOptimizer, SGD } from "@chainrule/optimizers";
import { rand, type Tensor, zeros } from "@chainrule/tensor";

const model = new Sequential(new Affine(4, 3), new ReLU(), new Affine(3, 2));
const parameters = model.parameters();
const logits = model.forward(rand([8, 4]));
const loss = softmaxCrossEntropy(logits, zeros([8], { dtype: "int32" }));
const sgd = new SGD();
sgd.update(parameters, gradients(loss, parameters));
loadModule(model, saveModule(model));
loadOptimizer(sgd, saveOptimizer(sgd));

export const predictions: readonly number[] = logits.argmax(1).toArray();
export type Batches = typeof data;

type Has<Name, What = Tensor> = Name extends keyof What ? true : false;
export const has: [
  Has<"softmax">,
  Has<"sum">,
  Has<"sort">,
  Has<"at">,
  Has<"gelu">,
  Has<"slice">,
  Has<"variance">,
  Has<"isNaN">,
  Has<"stateDict", Module>,
  Has<"stateDict", Optimizer>,
] = [true, true, false, false, false, false, false, false, false, false];
