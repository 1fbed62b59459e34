// Ours, from the packages as they are published.
import { gradients } from "@chainrule/autograd";
import { setThreads } from "@chainrule/engine-wasm";
import {
  Affine,
  BatchNorm2d,
  Conv2d,
  Flatten,
  MaxPool2d,
  type Module,
  ReLU,
  Sequential,
} from "@chainrule/layers";
import { softmaxCrossEntropy } from "@chainrule/losses";
import { Adam } from "@chainrule/optimizers";
import { compile, fromData, Parameter, type Tensor, zeros } from "@chainrule/tensor";
import type { Loaded, Values } from "../inputs.ts";
import { type Library, type Network, type NetworkOptions, sample } from "../library.ts";
import { version } from "./version.ts";

const tensorOf = ({ data, shape }: Loaded): Tensor => fromData(data, shape);

/** The layers of a network with the given weights. */
function layersOf({ model, weights }: NetworkOptions): Module[] {
  const weight = (name: string): Tensor => tensorOf(weights[name]!);
  const affine = (inputs: number, outputs: number, suffix: string | number): Affine => {
    const layer = new Affine(inputs, outputs);
    layer.weight.assign(weight(`weight${suffix}`));
    layer.bias!.assign(weight(`bias${suffix}`));
    return layer;
  };
  if (model.kind === "mlp") {
    const { sizes } = model;
    return sizes
      .slice(1)
      .flatMap((outputs, i) => [new ReLU(), affine(sizes[i]!, outputs, i)])
      .slice(1);
  }
  const { channels, classes } = model;
  const blocks = channels.slice(1).flatMap((outputs, i) => {
    const convolution = new Conv2d(channels[i]!, outputs, 5, { padding: 2 });
    convolution.weight.assign(weight(`kernel${i}`));
    convolution.bias!.assign(weight(`offset${i}`));
    const norm = new BatchNorm2d(outputs);
    norm.weight!.assign(weight(`scale${i}`));
    norm.bias!.assign(weight(`shift${i}`));
    norm.runningMean!.assign(weight(`mean${i}`));
    norm.runningVariance!.assign(weight(`variance${i}`));
    return [convolution, norm, new ReLU(), new MaxPool2d(2)];
  });
  return [...blocks, new Flatten(), affine(weights["weight"]!.shape[0]!, classes, "")];
}

function network(options: NetworkOptions): Network {
  const { model, batch, captured } = options;
  const net = new Sequential(...layersOf(options));
  const parameters = net.parameters();
  const adam = new Adam({ learningRate: 1e-3 });

  const imagesOf = (data: Values): Tensor => {
    const width = data.length / batch;
    const channels = model.kind === "cnn" ? model.channels[0]! : 0;
    return fromData(
      data,
      model.kind === "mlp" ? [batch, width] : [batch, channels, model.size, model.size],
    );
  };
  /** Bytes travel as bytes, and become floats in the graph. */
  const floats = (images: Tensor): Tensor =>
    images.dtype === "uint8" ? images.cast("float32").div(255) : images;

  const train = (images: Tensor, labels: Tensor): Tensor => {
    const loss: Tensor = softmaxCrossEntropy(net.forward(floats(images)), labels);
    adam.update(parameters, gradients(loss, parameters));
    return loss;
  };
  const predict = (images: Tensor): Tensor => net.forward(images);
  const [step, logits] = captured ? [compile(train), compile(predict)] : [train, predict];
  let evaluating = false;
  return {
    step(images, labels) {
      return step(imagesOf(images), fromData(labels, [batch])).item();
    },
    infer(images) {
      if (!evaluating) net.evaluate();
      evaluating = true;
      return logits(imagesOf(images)).data();
    },
  };
}

/** Computes expressions without reading their results: each becomes the value of one parameter, so that the room of the last one is free again. */
function sink(): (y: Tensor) => Parameter {
  let result: Parameter | null = null;
  return (y) => {
    result ??= new Parameter(zeros(y.shape, { dtype: y.dtype }));
    result.assign(y);
    // Using a parameter carries out what waits to be assigned to it.
    result.flatten();
    return result;
  };
}

/** Starts the default engine. */
export async function open(threads: number): Promise<Library> {
  setThreads(threads);
  return {
    version: version("@chainrule/tensor"),
    expression({ chainrule: f }, inputs) {
      const given = Object.fromEntries(
        Object.entries(inputs).map(([name, input]) => [name, tensorOf(input)]),
      );
      const compute = sink();
      return {
        call: () => void compute(f(given)),
        check: () => sample(compute(f(given)).data()),
      };
    },
    network,
  };
}
