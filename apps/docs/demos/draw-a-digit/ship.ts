// Trains the network that the page comes with, and writes it: `shipped.json` says what it is and how well it reads the test images, `shipped.bin` holds its numbers.
// `npx tsx demos/draw-a-digit/ship.ts`, in this app's folder.
import { oneCycle } from "@chainrule/optimizers";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readDigits } from "../mnist/digits.ts";
import { batchSize, Training } from "../train-mnist/training.ts";

const seed = 1;
const epochs = 3;

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const digits = await readDigits(readFileSync(file("../../public/mnist.bin")));
const training = new Training(digits, { network: "cnn", seed }, 0);
const steps = epochs * Math.ceil(digits.train.length / batchSize);
const schedule = oneCycle(0.01, { steps });
while (training.steps < steps) {
  training.learningRate = schedule(training.steps);
  const { loss } = training.step();
  if (training.steps % 100 === 0) {
    console.log(`step ${training.steps} of ${steps}, loss ${loss.toFixed(4)}`);
  }
}

const evaluation = training.evaluate();
let next = evaluation.next();
while (next.done !== true) next = evaluation.next();
const { accuracy } = next.value;

const saved = Object.entries(training.network.stateDict());
const numbers = Float32Array.from(saved.flatMap(([, { data }]) => Array.from(data)));
const tensors = saved.map(([name, { shape }]) => ({ name, shape }));
writeFileSync(file("shipped.bin"), new Uint8Array(numbers.buffer));
writeFileSync(
  file("shipped.json"),
  `${JSON.stringify({ network: "cnn", seed, epochs, accuracy, tensors }, null, 2)}\n`,
);
console.log(`test accuracy ${(100 * accuracy).toFixed(2)} %`);
