import { checkNames } from "@chainrule/graph";
import type { Parameter } from "@chainrule/tensor";
import { Curvature, dot, sum } from "./curvature.ts";
import { type OnLine, strongWolfe } from "./line-search.ts";
import { type LossAndGradients, Objective, type Place } from "./objective.ts";

/** When `lbfgs` stops, and what it remembers. */
export interface LBFGSOptions {
  /** How many steps there are at most. Default 100. */
  readonly steps?: number;
  /** How many of the last steps are remembered. Default 10. */
  readonly historySize?: number;
  /** It has converged where no element of the gradient is further from 0. Default 1e-7. */
  readonly gradientTolerance?: number;
  /** It has converged where a step changes the loss by no more, relative to the loss where that is above 1. Default 1e-9. */
  readonly changeTolerance?: number;
}

/** Where `lbfgs` has come to, and why it stopped there. */
export interface Minimum {
  /**
   * `"gradient"`: no element of the gradient is above `gradientTolerance`; `"change"`: the last step changed the loss by no more than `changeTolerance`; `"steps"`: there were as many as may be; `"line search"`: there is
   * no lower loss along the direction of descent, as where gradients are not those of the loss, or the loss is not smooth.
   */
  readonly reason: "gradient" | "change" | "steps" | "line search";
  /** Whether the reason is `"gradient"` or `"change"`. */
  readonly converged: boolean;
  /** The loss there. */
  readonly loss: number;
  /** The losses at the start and after each step. */
  readonly losses: readonly number[];
  /** The largest element of the gradient there, without its sign. */
  readonly gradient: number;
  /** How often loss and gradients were computed. */
  readonly evaluations: number;
}

const name = "lbfgs";

/**
 * Moves parameters to where a loss is least, nearby: for problems that fit into one batch, such as regressions, on which it needs tens of steps where gradient descent needs thousands. Each step goes along `−H·g`, where `H` is what the
 * last steps say of the inverse of the second derivatives, as far as a line search says that meets the strong Wolfe conditions (c₁ = 1e-4, c₂ = 0.9).
 *
 * `f` gives the loss, a scalar, and the gradient of each parameter. It must give the same at the same place: all examples, and no dropout. It is called once, and what it builds is compiled once, as by `compile`. Parameters that are
 * not trainable keep their values. Vectors are kept in float64; with parameters of float32 the loss can be minimised to about 1e-7 of its size.
 *
 * Throws where `f` gives no scalar, a gradient is not like its parameter, or the loss or a gradient is not finite at the start; where `f` throws, the parameters stay where the last step has come to.
 *
 * Nocedal, Wright, *Numerical Optimization* (2006), algorithms 7.4 and 7.5, and 3.5 and 3.6 for the line search; as PyTorch's `LBFGS` with `line_search_fn="strong_wolfe"`, in one call.
 *
 * ```ts
 * import { gradients } from "@chainrule/autograd";
 * import { lbfgs } from "@chainrule/optimizers";
 * import { Parameter } from "@chainrule/tensor";
 *
 * const p = new Parameter([-1.2, 1]);
 * const { converged } = lbfgs([p], () => {
 *   const [x, y] = [p.at(0), p.at(1)];
 *   const rosenbrock = y.sub(x.square()).square().mul(100).add(x.sub(1).square());
 *   return [rosenbrock, gradients(rosenbrock, [p])];
 * });
 * converged; // => true
 * p; // => ≈ [1, 1]
 * ```
 */
export function lbfgs(
  parameters: readonly Parameter[],
  f: () => LossAndGradients,
  options: LBFGSOptions = {},
): Minimum {
  const { steps, historySize, gradientTolerance, changeTolerance } = completed(options);
  const objective = new Objective(name, parameters, f);
  const curvature = new Curvature(historySize);
  let place = objective.here;
  checkFinite(place);
  const losses = [place.loss];
  const stop = (reason: Minimum["reason"]): Minimum => ({
    reason,
    converged: reason === "gradient" || reason === "change",
    loss: place.loss,
    losses,
    gradient: largest(place.gradient),
    evaluations: objective.evaluations,
  });
  try {
    for (;;) {
      if (largest(place.gradient) <= gradientTolerance) return stop("gradient");
      if (losses.length > steps) return stop("steps");
      const next = descend(objective, curvature, place);
      if (next === null) return stop("line search");
      const before = place;
      place = next;
      losses.push(place.loss);
      curvature.add(sum(place.x, -1, before.x), sum(place.gradient, -1, before.gradient));
      const size = Math.max(1, Math.abs(place.loss), Math.abs(before.loss));
      if (Math.abs(before.loss - place.loss) <= changeTolerance * size) return stop("change");
    }
  } finally {
    objective.move(place.x);
  }
}

/** A step along the direction of descent, or along the gradient where that leads to nothing; `null` where this does neither. */
function descend(objective: Objective, curvature: Curvature, place: Place): Place | null {
  const next = search(objective, place, curvature.descent(place.gradient), curvature.isEmpty);
  if (next !== null || curvature.isEmpty) return next;
  curvature.clear();
  return search(objective, place, curvature.descent(place.gradient), true);
}

/** A point of a line, and what is there. */
interface PlaceOnLine extends OnLine {
  readonly place: Place;
}

/** Where the line search ends that begins at `place` along `direction`, or `null`. The first of all steps has at most the length 1 in the sum of its elements. */
function search(
  objective: Objective,
  place: Place,
  direction: Float64Array,
  isFirst: boolean,
): Place | null {
  const on = (t: number, at: Place): PlaceOnLine => ({
    t,
    loss: at.loss,
    slope: dot(at.gradient, direction),
    place: at,
  });
  const start = on(0, place);
  if (!(start.slope < 0)) return null;
  const length = direction.reduce((all, d) => all + Math.abs(d), 0);
  const found = strongWolfe(
    (t) => on(t, objective.at(sum(place.x, t, direction))),
    start,
    isFirst ? Math.min(1, 1 / length) : 1,
    objective.rounding * Math.abs(place.loss),
  );
  return found?.place ?? null;
}

/** The largest element, without its sign; NaN where one is NaN. */
function largest(vector: Float64Array): number {
  let most = 0;
  for (const element of vector) most = Math.max(most, Math.abs(element));
  return most;
}

/** All options. Throws where they make no sense. */
function completed(options: LBFGSOptions): Required<LBFGSOptions> {
  const defaults = { steps: 100, historySize: 10, gradientTolerance: 1e-7, changeTolerance: 1e-9 };
  checkNames<LBFGSOptions>(name, options, defaults);
  const all = { ...defaults, ...options };
  for (const [what, value] of Object.entries(all)) {
    const isCount = what === "steps" || what === "historySize";
    const fits = isCount ? Number.isSafeInteger(value) && value > 0 : value >= 0;
    if (!fits) {
      throw new RangeError(
        `${name}: ${what} must be ${isCount ? "an integer from 1" : "a number from 0"}; got ${String(value)}.`,
      );
    }
  }
  return all;
}

/** Throws unless there is a way down from here. */
function checkFinite({ loss, gradient }: Place): void {
  if (!Number.isFinite(loss)) {
    throw new RangeError(`${name}: the loss must be finite at the start; got ${loss}.`);
  }
  const wrong = gradient.find((element) => !Number.isFinite(element));
  if (wrong !== undefined) {
    throw new RangeError(`${name}: gradients must be finite at the start; got ${wrong}.`);
  }
}
