// The smallest program that trains one step of the MLP in TensorFlow.js, and says so: on whichever backend.
// @boundaries-ignore the peers are installed outside the workspace
import * as tf from "@tensorflow/tfjs";

/** Trains one step, and prints its loss. */
export async function trainOneStep(backend) {
  await tf.setBackend(backend);
  await tf.ready();
  const sizes = [784, 256, 128, 10];
  const layers = sizes.slice(1).map((outputs, i) => ({
    weight: tf.variable(tf.randomNormal([sizes[i], outputs], 0, Math.sqrt(2 / sizes[i]))),
    bias: tf.variable(tf.zeros([outputs])),
  }));

  const forward = (x) =>
    layers.reduce((input, { weight, bias }, i) => {
      const y = tf.add(tf.matMul(input, weight), bias);
      return i < layers.length - 1 ? tf.relu(y) : y;
    }, x);

  const images = tf.tensor2d(
    Float32Array.from({ length: 128 * 784 }, (_, i) => (i % 251) / 251),
    [128, 784],
  );
  const labels = tf.oneHot(
    tf.tensor1d(
      Int32Array.from({ length: 128 }, (_, i) => i % 10),
      "int32",
    ),
    10,
  );
  const adam = tf.train.adam(1e-3);
  const loss = adam.minimize(() => tf.losses.softmaxCrossEntropy(labels, forward(images)), true);
  console.log(loss.dataSync()[0]);
}
