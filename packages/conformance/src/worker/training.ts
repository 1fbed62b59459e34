// A training in a worker, as a program has it: of Node in `worker.test.ts`, of a browser in `worker.browser.ts`.
import { gradients } from "@chainrule/autograd";
import { Affine, Sequential, Tanh } from "@chainrule/layers";
import { meanSquaredError } from "@chainrule/losses";
import { Adam } from "@chainrule/optimizers";
import { getThreads, rand, setSeed, setThreads, type Tensor } from "@chainrule/tensor";
import { serve } from "@chainrule/worker";

/** What a training begins with. */
export interface Settings {
  readonly seed: number;
  readonly width: number;
  readonly batch: number;
}

/** What it tells after each step. */
export interface Report {
  readonly step: number;
  readonly loss: number;
  readonly learningRate: number;
}

let adam = new Adam();
let trainings = 0;

/** Learns the sine. */
const training = {
  /** How many trainings go on. */
  going: (): number => trainings,

  setThreads(count: number): number {
    setThreads(count);
    return getThreads();
  },

  setLearningRate(value: number): void {
    adam.learningRate = value;
  },

  *train({ seed, width, batch }: Settings): Generator<Report, Float32Array> {
    setSeed(seed);
    const model = new Sequential(new Affine(1, width), new Tanh(), new Affine(width, 1));
    const parameters = model.parameters();
    adam = new Adam({ learningRate: 0.01 });
    trainings++;
    try {
      for (let step = 1; step <= 200; step++) {
        const x: Tensor = rand([batch, 1]);
        const loss = meanSquaredError(model.forward(x), x.mul(6).sin());
        adam.update(parameters, gradients(loss, parameters));
        yield { step, loss: loss.item(), learningRate: adam.learningRate };
      }
      return parameters[0]!.data() as Float32Array;
    } finally {
      trainings--;
    }
  },

  /** Gives a tensor, which cannot be sent. */
  tensor: (): Tensor => rand([2]),

  /** Fails outside of any call. */
  breakDown(): void {
    setTimeout(() => {
      throw new Error("out of order");
    });
  },
};

/** What the worker serves. */
export type Training = typeof training;

serve(training);
