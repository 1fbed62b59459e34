import { fromData, type Operand, type Tensor } from "@chainrule/tensor";

/** What is differentiated. */
export type Compute = (...inputs: Tensor[]) => Tensor;

/** A function at a point. */
export interface At {
  readonly f: Compute;
  /** What it is differentiated for. */
  readonly inputs: readonly Operand[];
}

/** A function that is compared with finite differences at a point. */
export interface Check {
  /** What is special about the point, or `smooth`. */
  readonly on: string;
  /** 2 compares the derivatives of gradients, too. */
  readonly order: 1 | 2;
  /** Made when it is checked, for some hold parameters. */
  readonly at: () => At;
}

/** What the gradient is where there is no derivative, and where it shows. */
export interface Convention {
  readonly text: string;
  readonly at: () => At;
  /** The gradients of the sum of what the function gives. */
  readonly gradients: readonly unknown[];
}

/** What is known of one public operation. */
export interface Row {
  readonly checks: readonly Check[];
  readonly conventions: readonly Convention[];
}

/** Rows by the public names of operations. */
export type Rows = Readonly<Record<string, Row>>;

/** An input: its elements, or a shape, for elements that are all different and no multiple of one another. */
export type Given = { readonly elements: Operand } | readonly number[];

/** Numbers between `low` and `high` that never come close to one another: multiples of the golden ratio, without their whole part. */
export function values(
  shape: readonly number[],
  seed: number = 0,
  low: number = -2,
  high: number = 2,
): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const golden = (Math.sqrt(5) - 1) / 2;
  const data = Float64Array.from(
    { length: size },
    (_, i) => low + (high - low) * (((i + 1 + 7.3 * seed) * golden) % 1),
  );
  return fromData(data, shape, "float64");
}

/** Given elements. */
export function of(elements: Operand): Given {
  return { elements };
}

/** Elements of a shape between `low` and `high`. */
export function within(low: number, high: number, ...shape: number[]): Given {
  return { elements: values(shape, shape.length, low, high) };
}

function inputsOf(given: readonly Given[]): Operand[] {
  return given.map((one, i) => ("elements" in one ? one.elements : values(one, i)));
}

/** A tensor for each thing given. */
type Tensors<G extends readonly unknown[]> = { -readonly [K in keyof G]: Tensor };

/** A check to second order where the function is smooth. */
export function smooth<const G extends readonly Given[]>(
  f: (...inputs: Tensors<G>) => Tensor,
  ...given: G
): Check {
  return on("smooth", f, ...given);
}

/** A check to second order at a point that says something of its own. */
export function on<const G extends readonly Given[]>(
  what: string,
  f: (...inputs: Tensors<G>) => Tensor,
  ...given: G
): Check {
  return { on: what, order: 2, at: () => ({ f: f as Compute, inputs: inputsOf(given) }) };
}

/** The same to first order: where the second derivative does not exist. */
export function first(check: Check): Check {
  return { ...check, order: 1 };
}

/** What the gradient is where there is none: `text` for readers, and the numbers at a point. */
export function convention<const I extends readonly Operand[]>(
  text: string,
  f: (...inputs: Tensors<I>) => Tensor,
  inputs: I,
  gradients: readonly unknown[],
): Convention {
  return { text, at: () => ({ f: f as Compute, inputs }), gradients };
}

/** What a row is made of. */
export type Part = Check | Convention;

/** A row of checks and conventions, in any order. */
export function row(...parts: readonly Part[]): Row {
  return {
    checks: parts.filter((part) => "on" in part),
    conventions: parts.filter((part) => "text" in part),
  };
}
