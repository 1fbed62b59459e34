import type { ContractDimension } from "@chainrule/compiler";
import type { Features } from "./features.ts";

/** A tile's rows, and its columns in vectors of four; `cost` is its time beside the others'. */
interface Tile {
  readonly height: number;
  readonly vectors: number;
  readonly cost: number;
}

/** The tiles whose accumulators V8 keeps in its fifteen vector registers: of separate multiplications and additions, and of fused ones, which need no register between. */
const tilesOf = ({ fused, paired }: Features): readonly Tile[] => [
  // Neighbouring vectors become one of 256 bits: twelve accumulators of those.
  ...(paired ? [{ height: fused ? 6 : 4, vectors: 4, cost: 0.5 }] : []),
  ...(fused ? [{ height: 6, vectors: 2, cost: 0.95 }] : []),
  { height: 4, vectors: 2, cost: 1 },
  { height: 2, vectors: 4, cost: 1.1 },
];

/** With fewer accumulators than this in use, a tile waits for its additions. */
const fewest = 6;

/** Work below this many multiplications runs as a loop nest. */
const least = 4096;

/** Elements of a panel of the second operand that stay in the first-level cache. */
const cachedPanel = 8192;

/** The span, in elements, of a panel that is read where it lies. */
const cachedStrides = 16384;

/** Elements of the first operand that stay in the second-level cache. */
const cachedRows = 131072;

/** A dimension of a loop nest: how many rounds, and the step in elements of each operand. */
export interface Rounds {
  readonly size: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** How a contraction is computed. */
export interface Schedule {
  /** Kept dimensions of both operands, and further ones of the second operand. */
  readonly batch: readonly Rounds[];
  /** Summed dimensions outside the tiles: each round adds to the result. */
  readonly outerSums: readonly Rounds[];
  /** Kept dimensions of the first operand, outermost first; the last one is cut into the rows of tiles. */
  readonly rows: readonly Rounds[];
  /** The kept dimension of the second operand that is cut into columns. */
  readonly columns: Rounds;
  /** Summed dimensions inside a tile, outermost first. */
  readonly sums: readonly Rounds[];
  /** Rows of a tile, and its columns in vectors of four. */
  readonly height: number;
  readonly vectors: number;
  /** Whether the second operand is copied into panels first: `[panel][sums][columns]`, with zeros beyond the last column. */
  readonly packed: boolean;
}

/** Rounds of a nest in all. */
export const size: (rounds: readonly Rounds[]) => number = (rounds) =>
  rounds.reduce((n, one) => n * one.size, 1);

/** Joins neighbours that the operands in `keys` cross alike. */
export function join(
  dimensions: readonly Rounds[],
  keys: readonly ("a" | "b" | "c")[] = ["a", "b", "c"],
): Rounds[] {
  const joined: Rounds[] = [];
  for (const one of dimensions.filter((dimension) => dimension.size !== 1)) {
    const before = joined.at(-1);
    const alike = before !== undefined && keys.every((key) => before[key] === one[key] * one.size);
    if (alike) joined[joined.length - 1] = { ...one, size: before.size * one.size };
    else joined.push(one);
  }
  return joined;
}

const byStride = (key: "a" | "b" | "c") => (p: Rounds, q: Rounds) =>
  Math.abs(q[key]) - Math.abs(p[key]);

/** Cuts a dimension into an outer one and an inner one of length `inner`, which must divide it. */
function cut(one: Rounds, inner: number): [Rounds, Rounds] {
  return [
    { size: one.size / inner, a: one.a * inner, b: one.b * inner, c: one.c * inner },
    { ...one, size: inner },
  ];
}

/** The largest divisor of `n` that is at most `most`. */
export function divisor(n: number, most: number): number {
  for (let d = Math.min(n, Math.floor(most)); d > 1; d--) if (n % d === 0) return d;
  return 1;
}

/** The tile that computes `rows` by `across` elements in the least time. */
function tileOf(rows: number, across: number, features: Features): Tile {
  const time = ({ height, vectors, cost }: Tile): number => {
    const parts = (length: number, part: number): number[] => [
      ...Array.from({ length: Math.floor(length / part) }, () => part),
      ...(length % part === 0 ? [] : [length % part]),
    ];
    const columns = parts(Math.ceil(across / 4), vectors);
    const panel = parts(rows, height);
    return (
      cost *
      columns.reduce((sum, v) => sum + panel.reduce((n, h) => n + Math.max(h * v, fewest), 0), 0)
    );
  };
  return tilesOf(features).toSorted((p, q) => time(p) - time(q))[0]!;
}

/** How to compute a contraction; `null` where a loop nest does as well. */
export function scheduleOf(
  dimensions: readonly ContractDimension[],
  features: Features,
): Schedule | null {
  const all = dimensions.map((one): Rounds & { readonly kept: boolean } => ({
    ...one,
    c: one.c ?? 0,
    kept: one.c !== null,
  }));
  const rows = join(all.filter(({ kept, b }) => kept && b === 0).toSorted(byStride("a")));
  const wide = join(
    all.filter(({ kept, a, b }) => kept && a === 0 && b !== 0).toSorted(byStride("b")),
  );
  const both = join(all.filter(({ kept, a, b }) => kept && a !== 0 && b !== 0));
  const sums = join(all.filter(({ kept }) => !kept).toSorted(byStride("a")));
  const across = wide.pop();
  if (across === undefined || rows.length === 0 || sums.length === 0) return null;
  if (across.size < 4 || size(rows) < 2) return null;
  if (size(rows) * across.size * size(sums) < least) return null;
  const { height, vectors } = tileOf(rows.at(-1)!.size, across.size, features);
  const columns = 4 * vectors;

  // Sum in parts when a panel would not stay in the cache; a part's terms are added up before they meet the others.
  const outerSums: Rounds[] = [];
  while (sums.length > 1 && size(sums) * columns > cachedPanel) outerSums.push(sums.shift()!);
  if (size(sums) * columns > cachedPanel) {
    const [outer, inner] = cut(sums[0]!, divisor(sums[0]!.size, cachedPanel / columns));
    if (inner.size >= 64) {
      sums[0] = inner;
      outerSums.push(outer);
    }
  }
  // Rows that stay in the cache while every panel passes over them.
  const last = rows.at(-1)!;
  const inRows = Math.max(1, size(sums));
  if (rows.length === 1 && last.size * inRows > cachedRows) {
    const inner = divisor(last.size, cachedRows / inRows);
    if (inner >= 16) rows.splice(0, 1, ...cut(last, inner));
  }
  const near = sums.reduce((n, one) => n + (one.size - 1) * Math.abs(one.b), columns);
  const packed = across.b !== 1 || across.size % columns !== 0 || near > cachedStrides;
  return {
    batch: [...both, ...wide],
    outerSums,
    rows,
    columns: across,
    sums,
    height,
    vectors,
    packed,
  };
}

/** How many elements the panels take. */
export function panelElements(schedule: Schedule | null): number {
  if (schedule === null || !schedule.packed) return 0;
  const { batch, outerSums } = schedule;
  return size(batch) * size(outerSums) * panelsOf(schedule) * panelSize(schedule);
}

/** How many panels of columns there are. */
export const panelsOf: (schedule: Schedule) => number = ({ columns, vectors }) =>
  Math.ceil(columns.size / (4 * vectors));

/** Elements of one panel. */
export const panelSize: (schedule: Schedule) => number = ({ sums, vectors }) =>
  4 * vectors * size(sums);
