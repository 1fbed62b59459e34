import {
  checkCopy,
  checkNames,
  dtypeError,
  isFloating,
  kindOf,
  type Shape,
  sizeOf,
  stridesOf,
} from "@chainrule/graph";
import {
  asTensor,
  fromData,
  Generator,
  type Operand,
  Parameter,
  randn,
  Tensor,
  type TypedArray,
  withoutAssignments,
} from "@chainrule/tensor";
import type { Arguments } from "./custom-function.ts";
import { derivativeOf, glance } from "./finite-differences.ts";
import {
  type GradientFailure,
  type GradientKink,
  GradientReport,
  type InputReport,
} from "./gradient-report.ts";
import { differentiate } from "./gradients.ts";

const caller = "checkGradients";

/** Options of {@link checkGradients}. */
export interface CheckOptions {
  /** 1 checks gradients, 2 also their derivatives along a random direction; 1 by default. */
  readonly order?: 1 | 2;
  /** How far an element is moved, times the larger of 1 and its size; 1e-5 by default. */
  readonly step?: number;
  /** How far a derivative may be off, relative to the largest of its input; 1e-6 by default. */
  readonly tolerance?: number;
  /** How many elements of each input to check, spread evenly over it; all by default. */
  readonly samples?: number;
}

/** An input of the function that is checked. */
interface Input {
  readonly name: string;
  /** The parameter that is moved by assigning to it, for an input that is one. */
  readonly parameter: Parameter | null;
  readonly shape: Shape;
  /** The elements, of a floating input, as float64. */
  readonly elements: Float64Array | null;
  /** The input at its elements. */
  readonly given: Tensor;
}

/** A function of the inputs, a scalar one unless said. */
type Compute = (inputs: readonly Tensor[]) => Tensor;

function inputOf(operand: Operand, i: number): Input {
  const given = asTensor(operand, "float64");
  const { shape, dtype } = given;
  const parameter = given instanceof Parameter ? given : null;
  const name = parameter === null ? `input ${i}` : `input ${i} ${parameter.name}`;
  if (!isFloating(dtype)) return { name, parameter: null, shape, elements: null, given };
  if (parameter !== null && dtype !== "float64") {
    throw dtypeError(
      caller,
      `a parameter must be float64, for finite differences lose half the digits; got ${name}, which is ${dtype}.`,
    );
  }
  const elements = Float64Array.from(given.data());
  return { name, parameter, shape, elements, given: fromData(elements.slice(), shape, "float64") };
}

/** Computes something with the inputs at given places; parameters are assigned for the time being. */
function withInputs<T>(
  inputs: readonly Input[],
  values: readonly Tensor[],
  compute: (values: readonly Tensor[]) => T,
): T {
  return withoutAssignments(() => {
    inputs.forEach(({ parameter }, i) => parameter?.assign(values[i]!));
    return compute(values);
  });
}

/** Elements of a normal distribution, equal in every call. */
function direction(shape: Shape, seed: number): Tensor {
  const drawn = randn(shape, { dtype: "float64", generator: new Generator(seed) });
  return fromData(drawn.data(), shape, "float64");
}

/** `f` as a scalar function: its result, or the sum of its elements with random weights. */
function scalarOf(f: Compute, inputs: readonly Input[]): Compute {
  let weights: Tensor | undefined;
  return (values) => {
    // A parameter is handed over as itself: what the function closes over is that, too.
    const handed = values.map((value, i) => inputs[i]!.parameter ?? value);
    const result = f(handed);
    if (!(result instanceof Tensor) || result.dtype !== "float64") {
      checkCopy(result, () => Tensor);
      const got = result instanceof Tensor ? result.dtype : kindOf(result);
      throw dtypeError(
        caller,
        `the function must return a float64 tensor for float64 inputs; got ${got}.`,
      );
    }
    if (result.size === 1) return result.reshape([]);
    weights ??= direction(result.shape, 1);
    return result.mul(weights).sum();
  };
}

/** The gradients of `f` for the floating inputs; `null` for others. */
function gradientsOf(
  f: Compute,
  inputs: readonly Input[],
  values: readonly Tensor[],
): (Tensor | null)[] {
  const targets = inputs.flatMap(({ elements, parameter, name }, i) =>
    elements === null ? [] : [{ tensor: parameter ?? values[i]!, name }],
  );
  const found = differentiate(caller, f(values), targets, { allowUnused: true });
  return inputs.map(({ elements }) => (elements === null ? null : found.shift()!));
}

/** The derivative of `f` along a random direction: a scalar function whose gradient is of the second order. */
function slopeOf(f: Compute, inputs: readonly Input[]): Compute {
  const directions = inputs.map(({ shape, elements }, i) =>
    elements === null ? null : direction(shape, i + 2),
  );
  return (values) => {
    const parts = gradientsOf(f, inputs, values).flatMap((gradient, i) =>
      gradient === null ? [] : [gradient.mul(directions[i]!).sum()],
    );
    return parts.reduce((sum, part) => sum.add(part));
  };
}

/** The value of `f` at the inputs, with one input replaced. */
function valueOf(f: Compute, inputs: readonly Input[], moved?: readonly [number, Tensor]): number {
  const values = inputs.map(({ given }, i) => (moved?.[0] === i ? moved[1] : given));
  return withInputs(inputs, values, (at) => f(at).item());
}

function indexOf(place: number, shape: Shape): number[] {
  return stridesOf(shape).map((stride, axis) => Math.floor(place / stride) % shape[axis]!);
}

/** Places spread evenly over `length`, at most `count`. */
function spread(length: number, count: number): number[] {
  if (length <= count) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * length) / count));
}

/** The largest size among derivatives, or 1e-3: below a thousandth of the tolerance all is noise. */
function largestOf(derivatives: TypedArray): number {
  let largest = 1e-3;
  for (const value of derivatives) largest = Math.max(largest, Math.abs(value) || 0);
  return largest;
}

/** What a check collects. */
interface Findings {
  readonly inputs: InputReport[];
  readonly failures: GradientFailure[];
  readonly kinks: GradientKink[];
}

/** A check of one order: of the gradients of `f`, a scalar function. */
interface Check {
  readonly f: Compute;
  readonly inputs: readonly Input[];
  readonly order: 1 | 2;
  /** The value of `f` at the inputs. */
  readonly middle: number;
  readonly step: number;
  readonly tolerance: number;
  readonly samples: number;
  readonly findings: Findings;
}

/** Compares the gradient of input `i` with finite differences, element by element. */
function checkInput(check: Check, i: number, gradient: TypedArray): void {
  const { inputs, order, samples, findings } = check;
  const { name, shape } = inputs[i]!;
  const places = spread(sizeOf(shape), samples);
  const largest = largestOf(gradient);
  const errors = places.map((place) => checkElement(check, i, place, gradient[place]!, largest));
  const largestError = errors.reduce((most, error) => Math.max(most, error), 0);
  findings.inputs.push({ input: i, name, shape, order, elements: places.length, largestError });
}

/**
 * Compares one element of the gradient of input `i`, whose largest is `largest`, with finite differences. Returns how far it is off, relative to the largest;
 * 0 at a kink.
 */
function checkElement(
  { f, inputs, order, middle, step, tolerance, findings }: Check,
  i: number,
  place: number,
  analytic: number,
  largest: number,
): number {
  const { shape } = inputs[i]!;
  const elements = inputs[i]!.elements!;
  const before = elements[place]!;
  const along = (delta: number): number => {
    const moved = elements.slice();
    moved[place] = before + delta;
    return valueOf(f, inputs, [i, fromData(moved, shape, "float64")]);
  };
  const scale = (value: number): number => Math.max(largest, Math.abs(value) || 0);
  const allowed = (value: number): number => tolerance * scale(value);
  const reach = step * Math.max(1, Math.abs(before));
  const found =
    glance(along, middle, reach, analytic, allowed) ??
    derivativeOf(along, middle, reach, Math.abs(before), allowed);
  const at = { input: i, index: indexOf(place, shape), order, analytic };
  if (found.kind === "kink") {
    const { left, right, jumps } = found;
    const slack = 100 * tolerance * Math.max(scale(left), scale(right));
    const between =
      analytic >= Math.min(left, right) - slack && analytic <= Math.max(left, right) + slack;
    if (between || jumps) findings.kinks.push({ kind: "kink", ...at, left, right });
    else findings.failures.push({ kind: "failure", ...at, numeric: (left + right) / 2 });
    return 0;
  }
  const numeric = found.derivative;
  const error = Math.abs(analytic - numeric);
  if (!(error <= allowed(numeric) + found.noise)) {
    findings.failures.push({ kind: "failure", ...at, numeric });
  }
  return Number.isNaN(error) ? Infinity : error / scale(numeric);
}

/** Checks the gradients of `f` for all floating inputs, after it is known that `f` is finite there and always the same. */
function checkOrder(
  f: Compute,
  inputs: readonly Input[],
  order: 1 | 2,
  { step = 1e-5, tolerance = 1e-6, samples = Infinity }: CheckOptions,
  findings: Findings,
): void {
  const middle = valueOf(f, inputs);
  const again = valueOf(f, inputs);
  if (!Number.isFinite(middle)) {
    const what = order === 1 ? "value" : "gradient";
    throw new RangeError(
      `${caller}: the function's ${what} must be finite at the inputs; got ${middle}.`,
    );
  }
  if (!Object.is(middle, again)) {
    throw new Error(
      `${caller}: the function must give the same value when it is called again; got ${middle} and ${again}: give its random numbers a Generator made anew in each call.`,
    );
  }
  const given = inputs.map((input) => input.given);
  const gradients = withInputs(inputs, given, (at) =>
    gradientsOf(f, inputs, at).map((gradient) => gradient?.data() ?? null),
  );
  const check: Check = { f, inputs, order, middle, step, tolerance, samples, findings };
  gradients.forEach((gradient, i) => {
    if (gradient !== null) checkInput(check, i, gradient);
  });
}

/** Throws where with these options nothing would be compared. */
function checkValues({ order = 1, step = 1, tolerance = 0, samples = 1 }: CheckOptions): void {
  const unless = (fits: boolean, name: string, what: string, got: number): void => {
    if (!fits) throw new RangeError(`${caller}: ${name} must be ${what}; got ${got}.`);
  };
  unless(order === 1 || order === 2, "order", "1 or 2", order);
  unless(step >= 1e-12 && step < Infinity, "step", "a number from 1e-12", step);
  unless(tolerance >= 0 && tolerance < Infinity, "tolerance", "a number from 0", tolerance);
  const counts = samples === Infinity || (Number.isInteger(samples) && samples >= 1);
  unless(counts, "samples", "an integer from 1", samples);
}

/**
 * Compares the gradients of `f` with central differences `(f(x + h) − f(x − h)) / 2h`, element by element, in float64. Where those from the left and
 * from the right disagree however small `h`, the function has a kink: that is reported as one, with both sides, and is not a failure as long as
 * autograd's value lies between them.
 *
 * `f` takes the inputs and returns a float64 tensor; of one with several elements, a random weighting is checked. It is called for every element
 * several times, and must give equal values for equal inputs. Inputs of float32 are converted to float64; those of integers are handed over
 * as they are. A `Parameter` among the inputs is moved where it is, also for an `f` that closes over it; it keeps its value, and assignments
 * that `f` makes are dropped.
 *
 * Throws if an option makes no sense, or `f` does not return float64, is not finite at the inputs, or gives different values for equal inputs. A wrong gradient does not throw: see
 * `report.ok`, or call `report.assert()`.
 *
 * ```ts
 * import { checkGradients } from "@chainrule/autograd";
 *
 * const smooth = checkGradients((x, y) => x.sin().mul(y).sum(), [[0.5, 1], [2, 3]], { order: 2 });
 * smooth.assert().kinks; // => []
 *
 * const { ok, kinks } = checkGradients((x) => x.relu().sum(), [[-1, 0, 1]]);
 * ok; // => true
 * kinks.map(({ index, left, right, analytic }) => [index[0]!, left, right, analytic]); // => ≈ [[1, 0, 1, 0]]
 * ```
 */
export function checkGradients<I extends readonly Tensor[]>(
  f: (...inputs: I) => Tensor,
  inputs: NoInfer<Arguments<I>> | readonly Parameter[],
  options: CheckOptions = {},
): GradientReport {
  checkNames(caller, options, { order: 0, step: 0, tolerance: 0, samples: 0 });
  checkValues(options);
  const given = (inputs as readonly Operand[]).map(inputOf);
  const findings: Findings = { inputs: [], failures: [], kinks: [] };
  const scalar = scalarOf((at) => f(...(at as readonly Tensor[] as I)), given);
  checkOrder(scalar, given, 1, options, findings);
  if (options.order === 2 && given.some(({ elements }) => elements !== null)) {
    checkOrder(slopeOf(scalar, given), given, 2, options, findings);
  }
  return new GradientReport(findings.inputs, findings.failures, findings.kinks);
}
