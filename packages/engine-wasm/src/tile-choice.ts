import { canPair } from "#revectorize";
import type { Features } from "./features.ts";

/** A tile's rows, and its columns in vectors. */
interface TileKind {
  readonly height: number;
  readonly vectors: number;
  /** The time of one accumulator's step as measured, that of tiles of 5 rows by 2 vectors being 1. */
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
const fewestAccumulators = 8;

/** What a tile costs beside its sums: steps of an accumulator. */
const costOfTile = 60;

/** So many tiles of one height, along the rows. */
export interface Tiles {
  readonly count: number;
  readonly height: number;
}

/** Tiles of nearly equal height, `most` at the most: some of one, and then some that are one lower. */
export function tilesAlong(rows: number, most: number): Tiles[] {
  const count = Math.ceil(rows / most);
  const height = Math.ceil(rows / count);
  const lower = count * height - rows;
  return [
    { count: count - lower, height },
    { count: lower, height: height - 1 },
  ].filter((one) => one.count > 0);
}

/** The time that tiles of a kind take for `rows` by `across` vectors, `sums` long. */
function timeOf(
  { height, vectors, cost }: TileKind,
  rows: number,
  across: number,
  sums: number,
): number {
  const whole = Math.floor(across / vectors);
  const panels = [
    { count: whole, used: vectors },
    { count: across % vectors === 0 ? 0 : 1, used: across % vectors },
  ];
  const column = (used: number): number =>
    tilesAlong(rows, height).reduce(
      (time, tiles) =>
        time +
        tiles.count *
          (sums * cost * Math.max(used * tiles.height, fewestAccumulators) + costOfTile),
      0,
    );
  return panels.reduce((time, { count, used }) => time + (count && count * column(used)), 0);
}

/** The kind of tile that is fastest for `rows` by `across` vectors, `sums` long. */
export function bestTile(features: Features, rows: number, across: number, sums: number): TileKind {
  const timed = kindsOf(features).map((tile) => [timeOf(tile, rows, across, sums), tile] as const);
  return timed.reduce((best, one) => (one[0] < best[0] ? one : best))[1];
}
