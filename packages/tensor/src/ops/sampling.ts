import { Node, operation, printShape, type Shape, shapeError } from "@chainrule/graph";
import { cast, constant } from "../operand.ts";
import type { Generator } from "../generator.ts";
import { uniform } from "../random.ts";
import { div, log, maximum, neg, sub } from "./elementwise.ts";
import { expand, unsqueeze } from "./movement.ts";
import { argsort, topK } from "./order.ts";
import { argmax } from "./reduce.ts";

export function randperm(n: number, generator?: Generator): Node {
  return operation("randperm", () => {
    if (!Number.isInteger(n) || n < 0) {
      throw new RangeError(`randperm: n must be an integer from 0; got ${n}.`);
    }
    return argsort(uniform([n], "float64", generator));
  });
}

/**
 * A race: the time that each position takes is exponential, with its weight as rate, so that the first is each with a probability that is in proportion to its weight,
 * and the first `count` are those of drawing one after another without putting back.
 */
export function multinomial(
  weights: Node,
  count: number,
  replacement: boolean,
  generator?: Generator,
): Node {
  return operation("multinomial", () => {
    checkDraw(weights, count, replacement);
    const { shape } = weights;
    const lines = replacement ? [...shape.slice(0, -1), count, shape.at(-1)!] : shape;
    const rates = cast(replacement ? expand(unsqueeze(weights, -2), lines) : weights, "float64");
    const times = neg(log(sub(constant(1, "float64"), uniform(lines, "float64", generator))));
    // Who is early is quick: a speed is finite, which the time of a weight of 0 is not. A time of 0 is drawn once in 2⁵³.
    const speeds = div(rates, maximum(times, constant(2 ** -60, "float64")));
    return replacement ? argmax(speeds, -1) : topK(speeds, count, -1, true).indices;
  });
}

function checkDraw(weights: Node, count: number, replacement: boolean): void {
  const { shape, given } = weights;
  const length = shape.at(-1);
  if (length === undefined || length === 0) {
    throw shapeError(
      "multinomial",
      `the weights need a last axis with elements; got ${printShape(shape)}.`,
    );
  }
  const most = replacement ? "" : ` to ${length}, since none is drawn twice`;
  if (!Number.isInteger(count) || count < 0 || (!replacement && count > length)) {
    throw shapeError(
      "multinomial",
      `count must be an integer from 0${most}; got ${count} of ${printShape(shape)}.`,
    );
  }
  if (given !== null) checkWeights(given, shape, replacement ? Math.min(count, 1) : count);
}

/** Throws where a weight that was given is no weight, or a line of them has fewer than `least` above 0. */
function checkWeights(given: ArrayLike<number>, shape: Shape, least: number): void {
  const weights = Array.from(given);
  const bad = weights.find((weight) => !(weight >= 0 && weight < Infinity));
  if (bad !== undefined) {
    throw new RangeError(`multinomial: the weights must be finite and not below 0; got ${bad}.`);
  }
  const length = shape.at(-1)!;
  for (let start = 0; start < weights.length; start += length) {
    const line = weights.slice(start, start + length);
    const some = line.filter((weight) => weight > 0).length;
    if (some < least) {
      throw new RangeError(
        `multinomial: at least ${least} of the weights must be above 0; got [${line.slice(0, 8).join(", ")}${line.length > 8 ? ", …" : ""}].`,
      );
    }
  }
}
