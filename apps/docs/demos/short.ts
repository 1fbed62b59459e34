/** A number short enough for a cell: four digits, or as many as said. */
export function short(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return String(value).replace("Infinity", "∞").replace("-", "−");
  const text =
    value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5)
      ? value.toExponential(1)
      : String(Number(value.toPrecision(digits)));
  return text.replaceAll("-", "−");
}

/** A number to ten digits. */
export function long(value: number): string {
  if (!Number.isFinite(value)) return short(value);
  return String(Number(value.toPrecision(10))).replaceAll("-", "−");
}
