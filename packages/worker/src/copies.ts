/** What would be worthless as a copy, by the brand of its class, and what to send in its place. */
const branded: readonly (readonly [brand: symbol, what: string, instead: string])[] = [
  [Symbol.for("@chainrule/tensor"), "a tensor", "its data()"],
  [Symbol.for("@chainrule/layers"), "a module", "its stateDict()"],
];

/** What of a value cannot be sent, and where it is; `null` if everything can. */
function obstacle(value: unknown, path: string, seen: Set<object>): string | null {
  const at = path === "" ? "" : ` at ${path}`;
  if (typeof value === "function") return `a function${at}`;
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return null;
  if (seen.has(value)) return null;
  seen.add(value);
  for (const [brand, what, instead] of branded)
    if (brand in value) return `${what}${at} (send ${instead})`;
  const parts = value instanceof Map || value instanceof Set ? [...value] : value;
  for (const [name, part] of Array.isArray(parts) ? parts.entries() : Object.entries(parts)) {
    const found = obstacle(part, path === "" ? String(name) : `${path}.${name}`, seen);
    if (found !== null) return found;
  }
  return null;
}

/** Sends a value by `post`. Throws where it cannot be copied, in a sentence that begins with `what`. */
export function sendCopy(what: string, value: unknown, post: () => void): void {
  const problem = obstacle(value, "", new Set());
  if (problem !== null)
    throw new TypeError(`${what} must be data that can be copied; got ${problem}.`);
  try {
    post();
  } catch (error) {
    throw new TypeError(`${what} must be data that can be copied; got ${String(error)}`, {
      cause: error,
    });
  }
}
