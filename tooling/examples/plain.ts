/** What an example's value is compared as: a tensor as nested arrays, a typed array as an array, anything else as itself. */
export function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Object.values(value);
  if (typeof value !== "object" || value === null || !("toArray" in value)) return value;
  return typeof value.toArray === "function" ? value.toArray() : value;
}
