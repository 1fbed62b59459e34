import type { TypedArray } from "@chainrule/graph";
import { digits } from "../quantity.ts";
import type { Finding } from "./finding.ts";

/** How much smaller than a later layer's a gradient may be. */
const leastRatio = 1e-3;
/** How much larger than all later layers' a gradient may be. */
const mostRatio = 1e3;
/** How much longer than its weight a gradient may be: a learning rate of 0.01 then moves the weight by its own length. */
const mostLengths = 100;

/** A parameter with its gradient. */
export interface Trained {
  readonly name: string;
  readonly value: TypedArray;
  readonly gradient: TypedArray;
  /** Whether it is a weight, which gradients are measured by: biases have gradients of other sizes, and may well be near 0 themselves. */
  readonly isWeight: boolean;
}

/** The root of the mean square. */
function rms(data: TypedArray): number {
  let squares = 0;
  for (const value of data) squares += value * value;
  return Math.sqrt(squares / Math.max(1, data.length));
}

function examineAlone({ name, gradient }: Trained): Finding[] {
  if (gradient.length === 0) return [];
  if (gradient.some((one) => !Number.isFinite(one))) {
    const sentence = `${name}: its gradient has NaN or infinite elements; detectAnomalies names the operation they come from.`;
    return [{ kind: "not-finite", where: name, value: NaN, sentence }];
  }
  if (gradient.every((one) => one === 0)) {
    const sentence = `${name}: its gradient is 0 everywhere, so it never learns: the loss does not depend on it, or all that it feeds is dead or detached.`;
    return [{ kind: "no-gradient", where: name, value: 0, sentence }];
  }
  return [];
}

/** Compares a gradient with what it is to change. */
function examineLength({ name, value, gradient }: Trained): Finding[] {
  const lengths = rms(gradient) / rms(value);
  if (!(lengths > mostLengths) || lengths === Infinity) return [];
  const sentence = `${name}: its gradient explodes: it is ${digits(lengths)} times as long as the weight itself; try smaller first weights, normalisation, gradient clipping (clipByGlobalNorm), or a mean instead of a sum in the loss.`;
  return [{ kind: "exploding-gradient", where: name, value: lengths, sentence }];
}

/** Compares each layer with those after it. */
function compare(weights: readonly Trained[]): Finding[] {
  const sizes = weights.map(({ gradient }) => rms(gradient));
  return weights.flatMap(({ name }, i): Finding[] => {
    const later = sizes.slice(i + 1).filter((size) => size > 0);
    const size = sizes[i]!;
    if (later.length === 0 || size === 0) return [];
    const largest = Math.max(...later);
    const value = size / largest;
    const of = weights[sizes.indexOf(largest, i + 1)]!.name;
    const figures = `(${digits(size)} against ${digits(largest)} of ${of}, root mean squares)`;
    if (value < leastRatio) {
      const sentence = `${name}: its gradient vanishes on the way back: it is ${digits(value)} of that of a later layer ${figures}; try ReLU instead of sigmoids, He or Xavier initialisation, normalisation, or residual connections.`;
      return [{ kind: "vanishing-gradient", where: name, value, sentence }];
    }
    if (value > mostRatio) {
      const sentence = `${name}: its gradient explodes on the way back: it is ${digits(value)} times that of every later layer ${figures}; try smaller first weights, normalisation, or gradient clipping (clipByGlobalNorm).`;
      return [{ kind: "exploding-gradient", where: name, value, sentence }];
    }
    return [];
  });
}

/** What is wrong with the gradients of parameters, which come in the order in which the way forward uses them. */
export function examineGradients(trained: readonly Trained[]): Finding[] {
  const weights = trained.filter(({ isWeight }) => isWeight);
  const measured = (weights.length > 0 ? weights : trained).filter(({ gradient }) =>
    gradient.every(Number.isFinite),
  );
  const alone = [...trained.flatMap(examineAlone), ...measured.flatMap(examineLength)];
  const told = new Set(alone.map(({ where }) => where));
  return [...alone, ...compare(measured).filter(({ where }) => !told.has(where))];
}
