import { aheadOf, groupsOf, placesOf } from "#parts";
import type { Affine, Product } from "@chainrule/compiler";
import { canPair } from "#revectorize";
import type { Features } from "./features.ts";
import { packed, type Rounds, size } from "./rounds.ts";

/** A tile's rows, and its columns in vectors. */
interface TileKind {
  readonly height: number;
  readonly vectors: number;
  /** The time of one accumulator's step, beside that of the first tile's. */
  readonly cost: number;
}

/** The tiles whose accumulators V8 keeps in its fifteen vector registers: of separate multiplications and additions, and of fused ones, which need no register between. */
const kindsOf = ({ fused, paired }: Features): readonly TileKind[] => [
  // Neighbouring vectors become one of 256 bits: twelve accumulators of those.
  ...(canPair && paired ? [{ height: fused ? 6 : 4, vectors: 4, cost: 0.5 }] : []),
  ...(fused ? [{ height: 6, vectors: 2, cost: 0.95 }] : []),
  { height: 2, vectors: 4, cost: 0.99 },
  { height: 5, vectors: 2, cost: 1 },
  { height: 4, vectors: 2, cost: 1.03 },
  { height: 3, vectors: 3, cost: 1.04 },
];

/** With fewer accumulators than this in use, a tile waits for its additions. */
const fewest = 8;

/** What a tile costs beside its sums: steps of an accumulator. */
const costOfTile = 60;

/** Work below this many multiplications runs as a loop nest. */
const least = 4096;

/** Bytes of a panel of the second operand that stay in the first-level cache: parts of sums are to have this many, and are made of panels with more than `mostPanel`. */
const cachedPanel = 16_384;
const mostPanel = 26_000;

/** Bytes that the pages in the first-level cache of addresses span. */
const cachedPages = 64 * 4096;

/** With fewer rows than this, or panels of columns, packing an operand costs more than it saves. */
const leastPacked = { rows: 48, panels: 12 } as const;

/** With fewer rows than this, a prologue takes as much longer to write panels of float32 as the product then takes less to read them. */
const leastBegun = 16;

type Key = "a" | "b" | "c";

/** Panels of equal width. Beyond the `filled` columns they hold zeros. */
export interface Panels {
  readonly count: number;
  readonly width: number;
  readonly filled: number;
}

/** How an operand is copied before it is read: for each round of `outer`, panel by panel, `[sums][width]`. */
export interface Packing {
  readonly key: "a" | "b";
  readonly outer: readonly Rounds[];
  readonly across: Rounds;
  readonly panels: readonly Panels[];
  readonly sums: readonly Rounds[];
  /** Where the copy starts in the scratch buffer, in elements. */
  readonly start: number;
  /** Elements of one round. */
  readonly elements: number;
}

/** How a contraction is computed. Steps of a packed operand are those of its copy. */
export interface Schedule {
  /** Elements of a vector. */
  readonly lanes: number;
  /** Kept dimensions of both operands, and further ones of the second operand. */
  readonly batch: readonly Rounds[];
  /** Summed dimensions outside the tiles: each round adds to the result. */
  readonly outerSums: readonly Rounds[];
  /** Kept dimensions of the first operand, outermost first. */
  readonly rows: readonly Rounds[];
  /** The one of them that is cut into the rows of tiles. */
  readonly row: Rounds;
  /** Tiles of one panel along `row`: some of one height, and then some that are one lower. */
  readonly tiles: readonly { readonly count: number; readonly height: number }[];
  /** Into how many groups the tiles of one panel are divided, so that their rows stay in the cache. */
  readonly groups: number;
  /** The dimension that is cut into columns: kept, of the second operand, or of both if every lane has a product of its own. */
  readonly columns: Rounds;
  /** Whether every lane reads its own element of the first operand. */
  readonly lanewise: boolean;
  /** Columns of a tile in vectors. */
  readonly vectors: number;
  /** Summed dimensions inside a tile, outermost first, as the operands lie. */
  readonly sums: readonly Rounds[];
  readonly packedA: Packing | null;
  readonly packedB: Packing | null;
  /** What of the first operand is brought into the cache before tiles read it, if anything: the rows of each group, or all rows of each round of the outer sums. */
  readonly ahead: "group" | "round" | null;
}

/** Joins neighbours that the operands in `keys` cross alike. */
function join(dimensions: readonly Rounds[], keys: readonly Key[] = ["a", "b", "c"]): Rounds[] {
  const joined: Rounds[] = [];
  for (const one of dimensions.filter((dimension) => dimension.size !== 1)) {
    const before = joined.at(-1);
    const alike =
      before !== undefined &&
      keys.every((key) => before[key] === one[key] * one.size) &&
      before.e.every((step, i) => step === one.e[i]! * one.size);
    if (alike) joined[joined.length - 1] = { ...one, size: before.size * one.size };
    else joined.push(one);
  }
  return joined;
}

const byStride = (key: Key) => (p: Rounds, q: Rounds) => Math.abs(q[key]) - Math.abs(p[key]);

/** Cuts a dimension into an outer one and an inner one of length `inner`, which must divide it. */
function cut(one: Rounds, inner: number): [Rounds, Rounds] {
  return [
    {
      size: one.size / inner,
      a: one.a * inner,
      b: one.b * inner,
      c: one.c * inner,
      e: one.e.map((step) => step * inner),
    },
    { ...one, size: inner },
  ];
}

/** The largest divisor of `n` that is at most `most`. */
export function divisor(n: number, most: number): number {
  for (let d = Math.min(n, Math.floor(most)); d > 1; d--) if (n % d === 0) return d;
  return 1;
}

/** The sums inside a tile of so many rows, as they lie in copies and operands. */
export function sumsOf(schedule: Schedule, height: number): readonly [Rounds, ...Rounds[]] {
  const { sums, packedA, packedB, lanes, vectors } = schedule;
  const ofA = packedA === null ? sums : packed(sums, "a", height);
  const ofBoth = packedB === null ? ofA : packed(ofA, "b", lanes * vectors);
  const [first = sums[0]!, ...rest] = join(ofBoth, ["a", "b"]);
  return [first, ...rest];
}

/** Tiles of nearly equal height. */
function tilesAlong(rows: number, most: number): { count: number; height: number }[] {
  const count = Math.ceil(rows / most);
  const height = Math.ceil(rows / count);
  const lower = count * height - rows;
  return [
    { count: count - lower, height },
    { count: lower, height: height - 1 },
  ].filter((one) => one.count > 0);
}

/** The time that tiles of a kind take for `rows` by `across` vectors, `sums` long. */
function timeOf({ height, vectors, cost }: TileKind, rows: number, across: number, sums: number) {
  const whole = Math.floor(across / vectors);
  const panels = [
    { count: whole, used: vectors },
    { count: across % vectors === 0 ? 0 : 1, used: across % vectors },
  ];
  const column = (used: number): number =>
    tilesAlong(rows, height).reduce(
      (time, tiles) =>
        time + tiles.count * (sums * cost * Math.max(used * tiles.height, fewest) + costOfTile),
      0,
    );
  return panels.reduce((time, { count, used }) => time + (count && count * column(used)), 0);
}

/** The part of the summed dimensions outside the tiles, taken from `sums`, whose terms are added up before they meet the others. */
function takeOuterSums(sums: Rounds[], wanted: number, most: number): Rounds[] {
  const outer: Rounds[] = [];
  while (sums.length > 1 && size(sums) > most) outer.push(sums.shift()!);
  if (size(sums) <= most) return outer;
  const [outside, inside] = cut(sums[0]!, divisor(sums[0]!.size, wanted));
  if (inside.size < 64) return outer;
  sums[0] = inside;
  return [...outer, outside];
}

/** The dimension whose neighbours share vectors; it is taken from its list. */
function takeColumns(
  wide: Rounds[],
  both: Rounds[],
): { columns: Rounds; lanewise: boolean } | null {
  if ((wide.at(-1)?.size ?? 0) >= 2) return { columns: wide.pop()!, lanewise: false };
  const own = both.findIndex((one) => one.a === 1 && one.size >= 4);
  if (own < 0 || wide.length > 0) return null;
  return { columns: both.splice(own, 1)[0]!, lanewise: true };
}

/** How to compute a contraction; `null` where a loop nest does as well. Its rounds have the steps of the epilogue's places and then of `others`. */
export function scheduleOf(
  product: Product,
  features: Features,
  others: readonly Affine[] = [],
): Schedule | null {
  const { dimensions, dtype } = product;
  const places = [...placesOf(product).map(({ at }) => at), ...others];
  const bytes = dtype === "float32" ? 4 : 8;
  const lanes = 16 / bytes;
  const all = dimensions.map((one, d): Rounds & { readonly kept: boolean } => ({
    ...one,
    c: one.c ?? 0,
    e: places.map(({ strides }) => strides[d] ?? 0),
    kept: one.c !== null,
  }));
  const rows = join(all.filter(({ kept, b }) => kept && b === 0).toSorted(byStride("a")));
  const wide = join(
    all.filter(({ kept, a, b }) => kept && a === 0 && b !== 0).toSorted(byStride("b")),
  );
  const both = join(all.filter(({ kept, a, b }) => kept && a !== 0 && b !== 0));
  const sums = join(all.filter(({ kept }) => !kept).toSorted(byStride("a")));
  const taken = takeColumns(wide, both);
  if (taken === null || sums.length === 0) return null;
  const { columns, lanewise } = taken;
  const depth = size(sums);
  if (size(rows) * columns.size * depth < least) return null;
  const row = rows.pop() ?? { size: 1, a: 0, b: 0, c: 0, e: places.map(() => 0) };
  const across = Math.ceil(columns.size / lanes);
  const time = (tile: TileKind): number => timeOf(tile, row.size, across, depth);
  const { height, vectors } = kindsOf(features).toSorted((p, q) => time(p) - time(q))[0]!;
  const tiles = tilesAlong(row.size, height);
  const width = lanes * vectors;
  const panels = Math.ceil(columns.size / width);
  const inRows = size(rows) * row.size;
  const batch = [...both, ...wide];

  // Rows that lie apart along the sums touch a page in every step, or the same few lines of the cache.
  const inPieces = row.a === 1 && sums.some(({ a }) => Math.abs(a) > 64);
  const packsA =
    !lanewise && wide.length === 0 && rows.length === 0 && panels >= leastPacked.panels && inPieces;
  const outerSums = takeOuterSums(sums, cachedPanel / bytes / width, mostPanel / bytes / width);
  if (inPieces && !packsA && sums.length === 1) {
    const steps = cachedPages / bytes / Math.abs(sums[0]!.a);
    outerSums.push(...takeOuterSums(sums, steps, steps));
  }
  const inSums = size(sums);
  const lies = columns.b === 1 && columns.size % width === 0;
  const begins =
    product.prologue && bytes === 4 && inRows >= leastBegun && panels >= leastPacked.panels;
  const packsB = !lies || (inRows >= leastPacked.rows && columns.size > width) || begins;

  const outerOfB = [...batch, ...outerSums];
  const ofB = [
    { count: Math.floor(columns.size / width), width, filled: width },
    { count: columns.size % width === 0 ? 0 : 1, width, filled: columns.size % width },
  ].filter(({ count }) => count > 0);
  const packedB: Packing | null = packsB
    ? {
        key: "b",
        outer: outerOfB,
        across: columns,
        panels: ofB,
        sums,
        start: 0,
        elements: panels * width * inSums,
      }
    : null;
  const outerOfA = [...batch, ...outerSums];
  const packedA: Packing | null = packsA
    ? {
        key: "a",
        outer: outerOfA,
        across: row,
        panels: tiles.map((one) => ({ count: one.count, width: one.height, filled: one.height })),
        sums,
        start: packedB === null ? 0 : size(outerOfB) * packedB.elements,
        elements: row.size * inSums,
      }
    : null;
  let nest = outerOfB;
  if (packedB !== null) nest = packed(nest, "b", packedB.elements);
  if (packedA !== null) nest = packed(nest, "a", packedA.elements);
  const groups = rows.length > 0 ? 1 : groupsOf(tiles, panels, row.size * inSums * bytes);
  const schedule = {
    lanes,
    batch: nest.slice(0, batch.length),
    outerSums: nest.slice(batch.length),
    rows,
    row: packedA === null ? row : { ...row, a: inSums },
    tiles,
    groups,
    columns: packedB === null ? columns : { ...columns, b: inSums },
    lanewise,
    vectors,
    sums,
    packedA,
    packedB,
  };
  return { ...schedule, ahead: panels === 1 ? null : aheadOf(schedule, bytes) };
}

/** How many elements the copies of packed operands take. */
export function scratchElements(schedule: Schedule | null): number {
  return [schedule?.packedA, schedule?.packedB].reduce(
    (n, copy) => n + (copy ? size(copy.outer) * copy.elements : 0),
    0,
  );
}
