import { gradients } from "@chainrule/autograd";
import type { Batches } from "@chainrule/data";
import { softmaxCrossEntropy } from "@chainrule/losses";
import { Accuracy, accuracy } from "@chainrule/metrics";
import { compile, setSeed, type Tensor } from "@chainrule/tensor";
import { oneCycle, type Optimizer, type Schedule } from "@chainrule/optimizers";
import { type Digits, type DigitSet, loadMnist } from "./data.ts";
import type { Classifier } from "./models.ts";
import { type Options, parseOptions, usage, UsageError } from "./options.ts";
import { Progress } from "./progress.ts";

/** The part of the images in `data` that the model reads right. */
function test(model: Classifier, data: DigitSet): number {
  model.evaluate(); // batch normalisation uses what it has learnt about all images
  const read = new Accuracy();
  for (const { images, labels } of data.batches(500)) read.update(model.forward(images), labels);
  model.train();
  return read.compute().item();
}

/** Improves the model by a batch; gives its loss and accuracy before. */
type Step = (
  images: Tensor,
  labels: Tensor,
  learningRate: number,
) => { readonly loss: Tensor; readonly accuracy: Tensor };

function stepOf(model: Classifier, optimizer: Optimizer): Step {
  const parameters = model.parameters();
  // This only builds a graph: the network, the loss, its gradients, and the parameters' next values. All of it is one program, which is
  // compiled for the first batch and replayed for the others.
  return compile((images: Tensor, labels: Tensor, learningRate: Tensor) => {
    const logits = model.forward(images);
    const loss = softmaxCrossEntropy(logits, labels);
    optimizer.update(parameters, gradients(loss, parameters), { learningRate });
    return { loss, accuracy: accuracy(logits, labels) };
  });
}

/** Shows the model every image once, in a new order, and improves it after each batch. */
async function learn(
  step: Step,
  batches: Batches<Digits>,
  schedule: Schedule,
  progress: Progress,
): Promise<void> {
  let steps = batches.epoch * batches.length; // those of earlier epochs
  for (const { images, labels } of batches) {
    const before = step(images, labels, schedule(steps++));
    const loss = before.loss.item();
    if (!Number.isFinite(loss)) {
      throw new Error(
        `The loss must be finite; got ${loss} in step ${steps}. A smaller --learning-rate may help.`,
      );
    }
    await progress.add(images.shape[0]!, loss, before.accuracy.item());
  }
}

async function train(options: Options): Promise<void> {
  setSeed(options.seed); // where the weights come from
  const data = await loadMnist(options.data);
  const model = options.createModel();
  const step = stepOf(model, options.createOptimizer());
  const batches = data.train.batches(options.batchSize, { seed: options.seed });
  // Small steps first, while the weights are wild; then large ones; then ever smaller ones.
  const schedule = oneCycle(options.learningRate, { steps: options.epochs * batches.length });

  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    const title = `epoch ${epoch}/${options.epochs}`;
    const progress = new Progress(title, data.train.length);
    try {
      await learn(step, batches, schedule, progress);
    } finally {
      progress.stop();
    }
    const score = 100 * test(model, data.test);
    console.log(`${title}: test accuracy ${score.toFixed(2)} %`);
  }
}

process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
  if (code === "EPIPE") process.exit(); // whoever read the output has gone
  console.error(`The output must be written somewhere; got ${message}.`);
  process.exit(1);
});
try {
  const options = parseOptions(process.argv.slice(2));
  if (options === null) console.log(usage);
  else await train(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
