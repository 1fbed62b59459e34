import { aheadOf, groupsOf, placesOf } from "#parts";
import type { Affine, Product } from "@chainrule/compiler";
import { arithmeticOf } from "./arithmetic.ts";
import type { Features } from "./features.ts";
import type { Packing, Panels } from "./packing.ts";
import { byStride, cut, divisor, join, packed, type Rounds, roundsIn } from "./rounds.ts";
import { bestTile, type Tiles, tilesAlong } from "./tile-choice.ts";
import { blockOfSum } from "./walk.ts";

/** Work below this many multiplications runs as a loop nest. */
const leastProducts = 4096;

/** Steps between rows in elements: beyond it, they touch a page at every position of the sums, or the same few lines of the cache. */
const farApart = 64;

/** Bytes of a panel of the second operand that stay in the first-level cache: parts of sums are to have this many, and are made of panels with more than `mostPanel`. */
const cachedPanel = 16_384;
const mostPanel = 26_000;

/** Bytes that the pages in the first-level cache of addresses span. */
const cachedPages = 64 * 4096;

/** From so many panels of columns on there are many. */
const manyPanels = 12;

/** With fewer rows than this, packing the second operand costs more than it saves: where it has few panels, and where it has many. */
const leastPacked = 48;
const leastPackedOfMany = 12;

/** With so many rows at most, a product takes as long as the second operand takes to be read. */
const mostThin = 2;

/** Rows of the second operand that a thin product reads side by side: memory gives a few stretches faster than an element of each of many rows in turn. */
const readAtOnce = 16;

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
  readonly tiles: readonly Tiles[];
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
  /** How many elements the copies of packed operands take. */
  readonly scratch: number;
  /** Whether there are several rounds of the outer sums. */
  readonly inParts: boolean;
  /** What of the first operand is brought into the cache before tiles read it, if anything: the rows of each group, or all rows of each round of the outer sums. */
  readonly ahead: "group" | "round" | null;
}

/** The sums inside a tile of so many rows, as they lie in copies and operands. */
export function sumsOf(schedule: Schedule, height: number): readonly [Rounds, ...Rounds[]] {
  const { sums, packedA, packedB, lanes, vectors } = schedule;
  const ofA = packedA === null ? sums : packed(sums, "a", height);
  const ofBoth = packedB === null ? ofA : packed(ofA, "b", lanes * vectors);
  const [first = sums[0]!, ...rest] = join(ofBoth, ["a", "b"]);
  return [first, ...rest];
}

/** The part of the summed dimensions outside the tiles, taken from `sums`, whose terms are added up before they meet the others. */
function takeParts(sums: Rounds[], wanted: number, most: number, least = 64): Rounds[] {
  const outer: Rounds[] = [];
  while (sums.length > 1 && roundsIn(sums) > most) outer.push(sums.shift()!);
  if (roundsIn(sums) <= most) return outer;
  const [outside, inside] = cut(sums[0]!, divisor(sums[0]!.size, wanted));
  if (inside.size < least) return outer;
  sums[0] = inside;
  return [...outer, outside];
}

/**
 * The summed dimensions outside the tiles, taken from `sums`, so that what tiles read stays in the caches: of panels with so many columns, or of a second operand that
 * is read once (`null`); `inPieces` where the first is read a few elements of each row at a time.
 */
function takeOuterSums(
  sums: Rounds[],
  bytes: number,
  columns: number | null,
  inPieces: boolean,
): Rounds[] {
  const few = Math.max(readAtOnce, roundsIn(sums) / blockOfSum);
  const outer =
    columns === null
      ? takeParts(sums, few, few, 4)
      : takeParts(sums, cachedPanel / bytes / columns, mostPanel / bytes / columns);
  if (inPieces && sums.length === 1) {
    const steps = cachedPages / bytes / Math.abs(sums[0]!.a);
    outer.push(...takeParts(sums, steps, steps));
  }
  return outer;
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

/** A contraction's dimensions: kept ones of the first operand alone, of the second alone and of both, and summed ones. */
function dimensionsOf(
  { dimensions }: Product,
  places: readonly Affine[],
): [rows: Rounds[], wide: Rounds[], both: Rounds[], sums: Rounds[]] {
  const all = dimensions.map((one, d): Rounds & { readonly kept: boolean } => ({
    ...one,
    c: one.c ?? 0,
    e: places.map(({ strides }) => strides[d] ?? 0),
    kept: one.c !== null,
  }));
  return [
    join(all.filter(({ kept, b }) => kept && b === 0).toSorted(byStride("a"))),
    join(all.filter(({ kept, a, b }) => kept && a === 0 && b !== 0).toSorted(byStride("b"))),
    join(all.filter(({ kept, a, b }) => kept && a !== 0 && b !== 0)),
    join(all.filter(({ kept }) => !kept).toSorted(byStride("a"))),
  ];
}

/** How to compute a contraction; `null` where a loop nest does as well. Its rounds have the steps of the epilogue's places and then of `others`. */
export function scheduleOf(
  product: Product,
  features: Features,
  others: readonly Affine[] = [],
): Schedule | null {
  const places = [...placesOf(product).map(({ at }) => at), ...others];
  const { bytes, lanes } = arithmeticOf[product.dtype];
  const [rows, wide, both, sums] = dimensionsOf(product, places);
  const taken = takeColumns(wide, both);
  if (taken === null || sums.length === 0) return null;
  const { columns, lanewise } = taken;
  const depth = roundsIn(sums);
  if (roundsIn(rows) * columns.size * depth < leastProducts) return null;
  const row = rows.pop() ?? { size: 1, a: 0, b: 0, c: 0, e: places.map(() => 0) };
  const { height, vectors } = bestTile(features, row.size, Math.ceil(columns.size / lanes), depth);
  const tiles = tilesAlong(row.size, height);
  const width = lanes * vectors;
  const panels = Math.ceil(columns.size / width);
  const many = panels >= manyPanels;
  const inRows = roundsIn(rows) * row.size;
  const thin = bytes === 4 && inRows <= mostThin && sums.length === 1;
  // Both operands lie along the sums: the nest goes through each once.
  if (thin && sums[0]!.a * sums[0]!.b === 1) return null;

  const apart = row.a === 1 && sums.some(({ a }) => Math.abs(a) > farApart);
  const packsA = !lanewise && wide.length === 0 && rows.length === 0 && many && apart;
  const packsB =
    columns.b !== 1 || (panels > 1 && inRows >= (many ? leastPackedOfMany : leastPacked));
  const outerSums = takeOuterSums(sums, bytes, thin && many ? null : width, apart && !packsA);

  const batch = [...both, ...wide];
  const outer = [...batch, ...outerSums];
  const panelsOfA = tiles.map(({ count, height: most }) => ({ count, width: most, filled: most }));
  const panelsOfB = [
    { count: Math.floor(columns.size / width), width, filled: width },
    { count: columns.size % width === 0 ? 0 : 1, width, filled: columns.size % width },
  ].filter(({ count }) => count > 0);
  const packedB = packsB ? packingOf("b", columns, panelsOfB, outer, sums, 0) : null;
  const start = packedB?.end ?? 0;
  const packedA = packsA ? packingOf("a", row, panelsOfA, outer, sums, start) : null;
  const nest = [packedB, packedA].reduce(
    (rounds, one) => (one === null ? rounds : packed(rounds, one.key, one.elements)),
    outer,
  );
  const inSums = roundsIn(sums);
  const schedule = {
    lanes,
    batch: nest.slice(0, batch.length),
    outerSums: nest.slice(batch.length),
    rows,
    row: packedA === null ? row : { ...row, a: inSums },
    tiles,
    groups: rows.length > 0 ? 1 : groupsOf(tiles, panels, row.size * inSums * bytes),
    columns: packedB === null ? columns : { ...columns, b: inSums },
    lanewise,
    vectors,
    sums,
    packedA,
    packedB,
    scratch: packedA?.end ?? start,
    inParts: roundsIn(outerSums) > 1,
  };
  return { ...schedule, ahead: panels === 1 ? null : aheadOf(schedule, bytes) };
}

/** How an operand is copied in panels, for each round of `outer` behind what is copied before `start`. */
function packingOf(
  key: "a" | "b",
  across: Rounds,
  panels: readonly Panels[],
  outer: readonly Rounds[],
  sums: readonly Rounds[],
  start: number,
): Packing {
  const elements = roundsIn(sums) * panels.reduce((n, { count, width }) => n + count * width, 0);
  const end = start + roundsIn(outer) * elements;
  return { key, outer, across, panels, sums, start, elements, end };
}
