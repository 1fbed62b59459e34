import { printShape, type Shape } from "@chainrule/graph";

/** An element of an input, and the order of the derivative that was looked at. */
interface Place {
  /** The number of the input. */
  readonly input: number;
  /** The element's place in the input. */
  readonly index: readonly number[];
  /** 1 for the gradient, 2 for its derivative along a random direction. */
  readonly order: 1 | 2;
  /** What autograd says. */
  readonly analytic: number;
}

/** A derivative that differs from the central difference. */
export interface GradientFailure extends Place {
  readonly kind: "failure";
  /** What finite differences say. */
  readonly numeric: number;
}

/** An element at which the function has no derivative: those from the left and from the right differ. */
export interface GradientKink extends Place {
  readonly kind: "kink";
  /** The derivative from the left; not finite where there is none. */
  readonly left: number;
  readonly right: number;
}

/** How one input fared. */
export interface InputReport {
  readonly input: number;
  readonly name: string;
  readonly shape: Shape;
  readonly order: 1 | 2;
  /** How many elements were compared. */
  readonly elements: number;
  /** The largest |analytic − numeric| over smooth elements, relative to the largest derivative of the input. */
  readonly largestError: number;
}

const digits = (value: number): string => `${Number(value.toPrecision(7))}`;

/**
 * What `checkGradients` found. `toString()` is a table of it.
 *
 * ```ts
 * import { checkGradients } from "@chainrule/autograd";
 *
 * const report = checkGradients((x) => x.square().sum(), [[1, 2]]);
 * report.ok; // => true
 * report.assert().inputs.map(({ name, elements }) => [name, elements]); // => [["input 0", 2]]
 * ```
 */
export class GradientReport {
  /** One entry for each input and order. */
  readonly inputs: readonly InputReport[];
  /** Derivatives that are wrong. */
  readonly failures: readonly GradientFailure[];
  /** Places without a derivative, where autograd's value is one between those from the left and from the right. */
  readonly kinks: readonly GradientKink[];

  constructor(
    inputs: readonly InputReport[],
    failures: readonly GradientFailure[],
    kinks: readonly GradientKink[],
  ) {
    this.inputs = inputs;
    this.failures = failures;
    this.kinks = kinks;
  }

  /** Whether no derivative is wrong. Kinks are not wrong. */
  get ok(): boolean {
    return this.failures.length === 0;
  }

  /** The largest error over all inputs and orders. */
  get largestError(): number {
    return Math.max(0, ...this.inputs.map(({ largestError }) => largestError));
  }

  /** The report itself; throws an error with the report as its message if a derivative is wrong. */
  assert(): this {
    if (!this.ok) throw new Error(this.toString());
    return this;
  }

  /** A line for each input and order, then one for each failure and kink (the first ten of both). */
  toString(): string {
    const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
    const head = `gradients: ${count(this.failures.length, "failure")}, ${count(this.kinks.length, "kink")}`;
    const inputs = this.inputs.map(
      ({ name, shape, order, elements, largestError }) =>
        `  ${name} ${printShape(shape)}, order ${order}: ${count(elements, "element")}, largest error ${largestError.toExponential(1)}`,
    );
    const at = ({ input, index, order }: Place): string =>
      `input ${input} at ${printShape(index)}, order ${order}`;
    const failures = this.failures.map(
      (one) =>
        `  failure: ${at(one)}: autograd says ${digits(one.analytic)}, finite differences say ${digits(one.numeric)}`,
    );
    const kinks = this.kinks.map(
      (one) =>
        `  kink: ${at(one)}: ${digits(one.left)} from the left, ${digits(one.right)} from the right, autograd says ${digits(one.analytic)}`,
    );
    return [head, ...inputs, ...first(failures), ...first(kinks)].join("\n");
  }
}

function first(lines: readonly string[]): readonly string[] {
  return lines.length <= 10 ? lines : [...lines.slice(0, 10), `  … and ${lines.length - 10} more`];
}
