/** A number short enough for a cell. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return String(value).replace("Infinity", "∞").replace("-", "−");
  const text =
    value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5)
      ? value.toExponential(1)
      : String(Number(value.toPrecision(4)));
  return text.replaceAll("-", "−");
}

/** A number to ten digits. */
export function long(value: number): string {
  if (!Number.isFinite(value)) return short(value);
  return String(Number(value.toPrecision(10))).replaceAll("-", "−");
}
