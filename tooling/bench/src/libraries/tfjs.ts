// TensorFlow.js, on its CPU (plain JavaScript) or WebAssembly backend.
// @boundaries-ignore the peers are installed outside the workspace
import * as tf from "@tensorflow/tfjs";
import type { Loaded, Values } from "../inputs.ts";
import { type Library, type Network, type NetworkOptions, sample } from "../library.ts";
import type { Foreign, Model } from "../work.ts";
import { version } from "./version.ts";

type Tensors = Record<string, Foreign>;

function map<T>(
  given: Readonly<Record<string, T>>,
  f: (value: T, name: string) => Foreign,
): Tensors {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, f(value, name)]));
}

/** Images are NHWC here, so kernels are `[height, width, in, out]`, and the last layer takes its features in another order. */
function arrange({ shape, data }: Loaded, name: string, model: Model): Foreign {
  const given = tf.tensor(data, shape);
  if (model.kind === "mlp") return given;
  if (name.startsWith("kernel")) return tf.transpose(given, [2, 3, 1, 0]);
  if (name !== "weight") return given;
  const channels = model.channels.at(-1)!;
  const side = Math.sqrt(shape[0]! / channels);
  const image = tf.reshape(given, [channels, side, side, model.classes]);
  return tf.reshape(tf.transpose(image, [1, 2, 0, 3]), shape);
}

/** The logits; in training it moves the running statistics. */
function forward(model: Model, p: Tensors, input: Foreign, training: boolean): Foreign {
  let x = input;
  if (model.kind === "mlp") {
    const last = model.sizes.length - 2;
    for (let i = 0; i <= last; i++) {
      x = tf.add(tf.matMul(x, p[`weight${i}`]), p[`bias${i}`]);
      if (i < last) x = tf.relu(x);
    }
    return x;
  }
  const { size, channels } = model;
  x = tf.reshape(x, [-1, size, size, channels[0]!]);
  for (let i = 0; i < channels.length - 1; i++) {
    x = tf.add(tf.conv2d(x, p[`kernel${i}`], 1, "same"), p[`offset${i}`]);
    let [mean, variance] = [p[`mean${i}`], p[`variance${i}`]];
    if (training) {
      const count = x.size / channels[i + 1]!;
      const now = tf.moments(x, [0, 1, 2]);
      const move = (running: Foreign, value: Foreign, factor: number): void =>
        running.assign(tf.add(tf.mul(running, 0.9), tf.mul(value, 0.1 * factor)));
      move(mean, now.mean, 1);
      move(variance, now.variance, count / (count - 1));
      ({ mean, variance } = now);
    }
    x = tf.batchNorm(x, mean, variance, p[`shift${i}`], p[`scale${i}`], 1e-5);
    x = tf.maxPool(tf.relu(x), 2, 2, "valid");
  }
  return tf.add(tf.matMul(tf.reshape(x, [x.shape[0], -1]), p["weight"]), p["bias"]);
}

function network({ model, weights, batch }: NetworkOptions): Network {
  const p = map(weights, (value, name) =>
    tf.variable(
      tf.tidy(() => arrange(value, name, model)),
      !/^(mean|variance)/.test(name),
    ),
  );
  const parameters = Object.values(p).filter(({ trainable }) => trainable);
  const adam = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
  const classes = model.kind === "mlp" ? model.sizes.at(-1)! : model.classes;
  const floats = (images: Values): Values =>
    images instanceof Uint8Array ? Float32Array.from(images, (byte) => byte / 255) : images;
  return {
    step(images, labels) {
      const value = tf.tidy(() => {
        const x = tf.tensor2d(floats(images), [batch, images.length / batch]);
        const y = tf.oneHot(tf.tensor1d(Int32Array.from(labels), "int32"), classes);
        const lossOf = (): Foreign => tf.losses.softmaxCrossEntropy(y, forward(model, p, x, true));
        return adam.minimize(lossOf, true, parameters);
      });
      const loss = value.dataSync()[0];
      value.dispose();
      return loss;
    },
    infer(images) {
      const logits = tf.tidy(() =>
        forward(model, p, tf.tensor2d(images, [batch, images.length / batch]), false),
      );
      const values = logits.dataSync();
      logits.dispose();
      return values;
    },
  };
}

/** Starts TensorFlow.js on one of its backends, which in Node have one thread. */
export async function start(backend: "cpu" | "wasm", threads: number): Promise<Library> {
  if (threads !== 1) throw new Error("TensorFlow.js has no threads in Node");
  await tf.setBackend(backend);
  await tf.ready();
  return {
    version: version("@tensorflow/tfjs"),
    expression({ tfjs: f }, inputs) {
      const tensors = map(inputs, ({ data, shape }) => tf.tensor(data, shape));
      const compute = (): Foreign => tf.tidy(() => f(tensors, tf));
      return {
        call: () => compute().dispose(),
        check: () => sample(compute().dataSync()),
      };
    },
    network,
  };
}
