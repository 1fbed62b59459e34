import { softmaxCrossEntropy } from "@chainrule/losses";
import { type Tensor, tensor } from "@chainrule/tensor";
import { long } from "../short.ts";

/** What a step may do. */
export interface Operation {
  /** How it is written, applied to things of these names. */
  readonly write: (...names: string[]) => string;
  readonly apply: (...inputs: Tensor[]) => Tensor;
  /** How its gradient g goes back to its inputs, in a sentence. */
  readonly rule: string;
}

/** An operation of one input. */
function unary(
  write: (name: string) => string,
  apply: (x: Tensor) => Tensor,
  rule: string,
): Operation {
  return { write: (x) => write(x!), apply: (x) => apply(x!), rule };
}

/** An operation of two inputs. */
function binary(
  write: (a: string, b: string) => string,
  apply: (a: Tensor, b: Tensor) => Tensor,
  rule: string,
): Operation {
  return { write: (a, b) => write(a!, b!), apply: (a, b) => apply(a!, b!), rule };
}

/** An operand beside a sign: a number below zero stands in parentheses. */
const operand = (name: string): string => (name.startsWith("−") ? `(${name})` : name);

export const add: Operation = binary(
  (a, b) => `${a} + ${operand(b)}`,
  (a, b) => a.add(b),
  "Both inputs receive g as it is; an input that was broadcast receives the sum over its copies.",
);

export const sub: Operation = binary(
  (a, b) => `${a} − ${operand(b)}`,
  (a, b) => a.sub(b),
  "The first input receives g, the second −g.",
);

export const mul: Operation = binary(
  (a, b) => `${a} · ${operand(b)}`,
  (a, b) => a.mul(b),
  "Each factor receives g times the other factor; one that was broadcast, the sum over its copies.",
);

export const div: Operation = binary(
  (a, b) => `${a} / ${operand(b)}`,
  (a, b) => a.div(b),
  "For a / b, a receives g / b, and b receives −g · a / b².",
);

export const pow: Operation = binary(
  (a, b) => `${operand(a)} ^ ${operand(b)}`,
  (a, b) => a.pow(b),
  "For a ^ b, a receives g · b · a ^ (b − 1), and b receives g · a ^ b · log a.",
);

export const maximum: Operation = binary(
  (a, b) => `max(${a}, ${b})`,
  (a, b) => a.maximum(b),
  "The larger input receives g, the other 0; equal inputs receive half each.",
);

export const minimum: Operation = binary(
  (a, b) => `min(${a}, ${b})`,
  (a, b) => a.minimum(b),
  "The smaller input receives g, the other 0; equal inputs receive half each.",
);

export const matmul: Operation = binary(
  (a, b) => `${a} @ ${b}`,
  (a, b) => a.matmul(b),
  "For a @ b, a receives g @ bᵀ, and b receives aᵀ @ g.",
);

export const neg: Operation = unary(
  (x) => `−${x}`,
  (x) => x.neg(),
  "The input receives −g.",
);

export const exp: Operation = unary(
  (x) => `exp(${x})`,
  (x) => x.exp(),
  "The input receives g times the result: exp is its own derivative.",
);

export const log: Operation = unary(
  (x) => `log(${x})`,
  (x) => x.log(),
  "The input x receives g / x.",
);

export const negLog: Operation = unary(
  (x) => `−log(${x})`,
  (x) => x.log().neg(),
  "The input x receives −g / x.",
);

export const sqrt: Operation = unary(
  (x) => `√${x}`,
  (x) => x.sqrt(),
  "The input receives g / (2 · result).",
);

export const square: Operation = unary(
  (x) => `${x}²`,
  (x) => x.square(),
  "The input x receives g · 2x.",
);

export const reciprocal: Operation = unary(
  (x) => `1 / ${x}`,
  (x) => x.reciprocal(),
  "The input receives −g · result².",
);

export const sin: Operation = unary(
  (x) => `sin(${x})`,
  (x) => x.sin(),
  "The input x receives g · cos x.",
);

export const cos: Operation = unary(
  (x) => `cos(${x})`,
  (x) => x.cos(),
  "The input x receives −g · sin x.",
);

export const tanh: Operation = unary(
  (x) => `tanh(${x})`,
  (x) => x.tanh(),
  "The input receives g · (1 − result²).",
);

export const sigmoid: Operation = unary(
  (x) => `sigmoid(${x})`,
  (x) => x.sigmoid(),
  "The input receives g · result · (1 − result).",
);

export const relu: Operation = unary(
  (x) => `relu(${x})`,
  (x) => x.relu(),
  "The input receives g where it is above 0, and 0 elsewhere: also at the kink itself.",
);

export const abs: Operation = unary(
  (x) => `|${x}|`,
  (x) => x.abs(),
  "The input receives g times its sign, and 0 at the kink.",
);

export const sum: Operation = unary(
  (x) => `sum of ${x}`,
  (x) => x.sum(),
  "Every element receives g.",
);

export const rowSum: Operation = unary(
  (x) => `row sums of ${x}`,
  (x) => x.sum(1, { keepDims: true }),
  "Every element of a row receives the row's g.",
);

export const mean: Operation = unary(
  (x) => `mean of ${x}`,
  (x) => x.mean(),
  "Every one of n elements receives g / n.",
);

export const sumOfSquares: Operation = unary(
  (x) => `sum of ${x}²`,
  (x) => x.square().sum(),
  "Every element x receives g · 2x.",
);

export const pick: Operation = binary(
  (p, y) => `${p}[row, ${y}]`,
  (p, y) => p.gather(y.reshape([-1, 1]), 1),
  "The picked element of a row receives the row's g, all others 0.",
);

export const crossEntropy: Operation = binary(
  (logits, y) => `softmaxCrossEntropy(${logits}, ${y})`,
  (logits, y) => softmaxCrossEntropy(logits, y),
  "The logits of n rows receive g · (softmax − one-hot labels) / n.",
);

/** The sum of its inputs, times a factor. */
export function scaledSum(factor: number): Operation {
  return {
    write: (...names) => `${factor} · (${names.join(" + ")})`,
    apply: (...inputs) => inputs.reduce((total, input) => total.add(input)).mul(factor),
    rule: `Every input receives ${factor} · g.`,
  };
}

/** An operation of two inputs, one of them a number that stands in the expression. */
export function withNumber(
  operation: Operation,
  number: number,
  side: "left" | "right",
): Operation {
  const place = <T>(x: T, other: T): [T, T] => (side === "left" ? [other, x] : [x, other]);
  return {
    write: (name) => operation.write(...place(name!, long(number))),
    apply: (x) => operation.apply(...place(x!, tensor(number, { dtype: "float64" }))),
    rule: operation.rule,
  };
}
