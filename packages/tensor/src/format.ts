import { type DType, isFloating, type Shape, sizeOf, type TypedArray } from "@chainrule/graph";

// NumPy's rules for printing arrays, with its default options.
const precision = 8;
const threshold = 1000;
const edge = 3;
const lineWidth = 75;

/** The fewest digits that give back `x`, as JavaScript writes a number; of a float32 as few as tell it from its neighbours. */
function shortest(x: number, dtype: DType): string {
  if (dtype !== "float32") return String(x);
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(toExponential(x, digits - 1));
    if (Math.fround(rounded) === x) return String(rounded);
  }
  return String(Number(toExponential(x, 8)));
}

/**
 * `rounded` is `x` to some digits, as JavaScript rounds: halves upwards. NumPy rounds halves to even. `exact` has all digits.
 */
function halfToEven(rounded: string, exact: string): string {
  const [digits, exponent] = rounded.split("e");
  const isHalf = /^50*(e|$)/.test(exact.slice(digits!.length));
  if (!isHalf || !/[13579]$/.test(digits!)) return rounded;
  const even = digits!.slice(0, -1) + String(Number(digits!.at(-1)) - 1);
  return exponent === undefined ? even : `${even}e${exponent}`;
}

function toFixed(x: number, digits: number): string {
  return halfToEven(x.toFixed(digits), x.toFixed(100));
}

function toExponential(x: number, digits: number): string {
  return halfToEven(x.toExponential(digits), x.toExponential(100));
}

/** Sign and whole part, and the fraction without trailing zeros. */
interface Parts {
  readonly whole: string;
  readonly fraction: string;
  readonly exponent: string;
}

function isNegative(x: number): boolean {
  return x < 0 || Object.is(x, -0);
}

function partsOf(text: string, x: number, exponent = ""): Parts {
  const [whole, fraction = ""] = text.split(".");
  const sign = isNegative(x) && !whole!.startsWith("-") ? "-" : "";
  return { whole: sign + whole!, fraction: fraction.replace(/0+$/, ""), exponent };
}

function positional(x: number, dtype: DType): Parts {
  const text = shortest(x, dtype);
  const digits = text.split(".")[1]?.length ?? 0;
  const cut = text.includes("e") || digits > precision;
  return partsOf(cut ? toFixed(x, precision) : text, x);
}

function scientific(x: number, dtype: DType): Parts {
  const short = Number(shortest(x, dtype)).toExponential();
  const [mantissa] = short.split("e");
  const long = mantissa!.replace("-", "").length > precision + 2;
  return split(long ? toExponential(x, precision) : short, x);
}

/** Of text such as `1.5e-7`. */
function split(text: string, x: number): Parts {
  const [digits, exponent] = text.split("e");
  const sign = exponent!.startsWith("-") ? "-" : "+";
  return partsOf(digits!, x, sign + exponent!.replace(/^[+-]/, "").padStart(2, "0"));
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}

/** How to write one number, so that all of `sample` line up. */
type Writer = (x: number) => string;

function needsExponent(finite: readonly number[], dtype: DType): boolean {
  const round = dtype === "float32" ? Math.fround : Number;
  const sizes = finite.filter((x) => x !== 0).map(Math.abs);
  if (sizes.length === 0) return false;
  const most = sizes.reduce((a, b) => Math.max(a, b));
  const least = sizes.reduce((a, b) => Math.min(a, b));
  return most >= 1e8 || least < round(1e-4) || round(most / least) > 1000;
}

function floatingWriter(sample: readonly number[], dtype: DType): Writer {
  const finite = sample.filter(Number.isFinite);
  const exponential = needsExponent(finite, dtype);
  const read = exponential ? scientific : positional;
  const parts = finite.map((x) => read(x, dtype));
  let left = longest(parts.map(({ whole }) => whole));
  const fraction = longest(parts.map((part) => part.fraction));
  const exponent = longest(parts.map((part) => part.exponent));
  const right = exponential ? fraction + 1 + exponent : fraction;
  if (finite.length < sample.length) {
    const widest = sample.includes(-Infinity) ? 4 : 3;
    left = Math.max(left, widest - right - 1);
  }
  return (x) => {
    if (!Number.isFinite(x)) {
      return (Number.isNaN(x) ? "nan" : x < 0 ? "-inf" : "inf").padStart(left + right + 1);
    }
    let part = read(x, dtype);
    if (!exponential) return `${part.whole.padStart(left)}.${part.fraction.padEnd(right)}`;
    // A number with fewer digits than the longest goes on with its own, as NumPy's does.
    if (part.fraction.length < fraction) part = split(toExponential(x, fraction), x);
    const digits = part.exponent.slice(1).padStart(exponent - 1, "0");
    return `${part.whole.padStart(left)}.${part.fraction.padEnd(fraction, "0")}e${part.exponent[0]}${digits}`;
  };
}

function plainWriter(sample: readonly number[], dtype: DType): Writer {
  const text = (x: number): string => (dtype === "bool" ? String(x !== 0) : String(x));
  const width = longest(sample.map(text));
  return (x) => text(x).padStart(width);
}

function writeScalar(x: number, dtype: DType): string {
  if (dtype === "bool") return String(x !== 0);
  if (!isFloating(dtype)) return String(x);
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "nan" : x < 0 ? "-inf" : "inf";
  const size = Math.abs(x);
  if (x !== 0 && (size >= (dtype === "float32" ? 1e6 : 1e16) || size < 1e-4)) {
    const { whole, fraction, exponent } = split(Number(shortest(x, dtype)).toExponential(), x);
    return `${whole}${fraction === "" ? "" : `.${fraction}`}e${exponent}`;
  }
  const { whole, fraction } = partsOf(shortest(x, dtype), x);
  return `${whole}.${fraction || "0"}`;
}

/** Which positions of an axis are shown; `null` stands for those left out. */
function shown(length: number, summarised: boolean): (number | null)[] {
  if (!summarised || length <= 2 * edge) return Array.from({ length }, (_, i) => i);
  return [0, 1, 2, null, length - 3, length - 2, length - 1];
}

/** The elements that will be written. */
function sampleOf(data: TypedArray, shape: Shape, summarised: boolean): number[] {
  if (!summarised) return Array.from(data);
  let offsets = [0];
  for (const length of shape) {
    const kept = shown(length, true).filter((i) => i !== null);
    offsets = offsets.flatMap((offset) => kept.map((i) => offset * length + i));
  }
  return offsets.map((offset) => data[offset]!);
}

/** Words in rows of at most `width` characters; later rows start with `indent`. */
function wrap(words: readonly string[], indent: string, width: number): string {
  let text = "";
  let line = indent;
  words.forEach((word, i) => {
    if (line.length + word.length > width - 1 && line.length > indent.length) {
      text += `${line.trimEnd()}\n`;
      line = indent;
    }
    line += i === words.length - 1 ? word : `${word} `;
  });
  return text + line;
}

/** The elements as NumPy prints an array, booleans as `true` and `false`. */
export function format(data: TypedArray, shape: Shape, dtype: DType): string {
  if (shape.length === 0) return writeScalar(data[0]!, dtype);
  if (sizeOf(shape) === 0) return "[]";
  const summarised = data.length > threshold;
  const sample = sampleOf(data, shape, summarised);
  const write = isFloating(dtype) ? floatingWriter(sample, dtype) : plainWriter(sample, dtype);
  const part = (axis: number, offset: number, indent: string, width: number): string => {
    const length = shape[axis]!;
    const positions = shown(length, summarised);
    if (axis === shape.length - 1) {
      const words = positions.map((i) => (i === null ? "..." : write(data[offset * length + i]!)));
      return `[${wrap(words, indent, width).slice(indent.length)}]`;
    }
    const rows = positions.map((i) =>
      i === null ? "..." : part(axis + 1, offset * length + i, `${indent} `, width - 1),
    );
    return `[${rows.join("\n".repeat(shape.length - 1 - axis) + indent)}]`;
  };
  return part(0, 0, " ", lineWidth);
}
