const binary = ["B", "KiB", "MiB", "GiB", "TiB"];
const decimal = ["", " K", " M", " G", " T"];

/** The largest unit that leaves at least 1, and the number in it. */
function scaled(value: number, base: number, units: number): [value: number, unit: number] {
  let unit = 0;
  let rest = value;
  // What rounds up to the base is one of the next unit.
  while (rest >= base - 0.05 && unit < units - 1) {
    rest /= base;
    unit++;
  }
  return [rest, unit];
}

/** `1536` as `1.5 KiB`. */
export function bytes(count: number): string {
  const [value, unit] = scaled(count, 1024, binary.length);
  return `${unit === 0 ? value : value.toFixed(1)} ${binary[unit]}`;
}

/** `6426624` as `6.4 M`; below ten thousand the number itself. */
export function rounded(count: number): string {
  if (count < 1e4) return grouped(count);
  const [value, unit] = scaled(count, 1000, decimal.length);
  return value.toFixed(1) + decimal[unit]!;
}

/** `6426624` as `6,426,624`. */
export function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

/** Four digits of a number, with an exponent where it is very large or small. */
export function digits(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const size = Math.abs(value);
  if (Number.isFinite(value) && (size >= 1e6 || size < 1e-3)) {
    return value.toExponential(3).replace(/\.?0+e/, "e");
  }
  return String(Number(value.toPrecision(4)));
}

/** `0.123` as `12.3 %`. */
export function percent(fraction: number): string {
  return `${Number((100 * fraction).toFixed(1))} %`;
}

/** `1 element`, `2 elements`. */
export function counted(n: number, what: string): string {
  return `${grouped(n)} ${what}${n === 1 ? "" : "s"}`;
}
