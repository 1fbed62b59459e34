/** A length that grows with the batch: `times · batch + plus`. */
export interface Growing {
  readonly times: number;
  readonly plus: number;
}

/** A number of the program, which may depend on how many examples there are. */
export type Length = number | Growing;

/** `T`, with a `Length` for every number. */
export type Lengths<T> = T extends number
  ? Length
  : T extends string | boolean
    ? T
    : { readonly [K in keyof T]: Lengths<T[K]> };

/** Batches for which a program is looked at: two say how a length grows, and one more whether it does. None is 1, which broadcasts. */
export const batches = [2, 3, 5] as const;

const [first, second] = batches;

/**
 * What the same part of a program is for batches of any size, of what it is for each of `batches`. Throws where that is not the same, and no length that grows in proportion.
 */
export function unify<T>(values: readonly T[]): Lengths<T> {
  const [value, next] = values;
  if (values.every((one) => Object.is(one, value))) return value as Lengths<T>;
  if (values.every((one) => typeof one === "number")) {
    const times = (Number(next) - Number(value)) / (second - first);
    const plus = Number(value) - times * first;
    const grows = values.every((one, i) => one === times * batches[i]! + plus);
    if (grows && Number.isInteger(times)) return { times, plus } as Lengths<T>;
  } else if (values.every((one) => typeof one === "object" && one !== null)) {
    const names = Object.keys(value as object);
    const alike = values.every((one) => String(Object.keys(one as object)) === String(names));
    if (alike) {
      const parts = names.map((name) =>
        unify(values.map((one) => (one as Record<string, unknown>)[name])),
      );
      if (Array.isArray(value)) return parts as Lengths<T>;
      return Object.fromEntries(names.map((name, i) => [name, parts[i]])) as Lengths<T>;
    }
  }
  throw new Error(
    `toOnnx: a batch of another size must change lengths only, each in proportion; got ${values.map(String).join(", ")} for batches of ${batches.join(", ")}.`,
  );
}

/** `L` without lengths that grow. */
export type Fixed<L> = L extends number | string | boolean
  ? L
  : L extends Growing
    ? never
    : { readonly [K in keyof L]: Fixed<L[K]> };

/** `value`, in which no length may grow. Throws where one does. */
export function fixed<L>(what: string, value: L): Fixed<L> {
  if (typeof value === "object" && value !== null) {
    if ("times" in value) {
      throw new Error(`toOnnx: ${what} must not depend on the size of the batch.`);
    }
    for (const part of Object.values(value)) fixed(what, part);
  }
  return value as Fixed<L>;
}

/** `a + b`. */
export function add(a: Length, b: Length): Length {
  if (typeof a === "number" && typeof b === "number") return a + b;
  const [left, right] = [growing(a), growing(b)];
  const sum = { times: left.times + right.times, plus: left.plus + right.plus };
  return sum.times === 0 ? sum.plus : sum;
}

/** `length · factor`. */
export function scale(length: Length, factor: number): Length {
  if (typeof length === "number") return length * factor;
  return { times: length.times * factor, plus: length.plus * factor };
}

function growing(length: Length): Growing {
  return typeof length === "number" ? { times: 0, plus: length } : length;
}
