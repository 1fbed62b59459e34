import { type Affine, type Instruction, type Loop, mapExpressions } from "@chainrule/compiler";
import { bytesOf } from "@chainrule/graph";
import { packed, roundsIn } from "./rounds.ts";
import type { Packing } from "./packing.ts";
import type { Schedule } from "./schedule.ts";

/** A schedule as text, without the steps of places. */
const bare = (schedule: Schedule | null): string =>
  JSON.stringify(schedule, (name, value: unknown) => (name === "e" ? null : value));

/**
 * The nests that write the second operand of a product into panels, where `nest`, over the product's dimensions, would write it as it lies. `null` where that
 * does not pay, or where the product would have to be computed in another order. `scheduleWith` gives the product's schedule with the steps of such places.
 */
export function panelNests(
  nest: Loop,
  scheduleWith: (places: readonly Affine[]) => Schedule | null,
): Loop[] | null {
  const places: Affine[] = [];
  mapExpressions(nest, (at) => {
    places.push(at);
    return at;
  });
  const plain = scheduleWith([]);
  const schedule = scheduleWith(places);
  if (!schedule?.packedB || bare(schedule) !== bare(plain)) return null;
  const nests = nestsOf(schedule.packedB, nest, plain!.columns.e.length);
  return nests[0]!.body.every(isNear) ? nests : null;
}

/**
 * Whether neighbouring columns are read at once, or at little cost: bytes. Wider elements that lie apart are better computed as they lie, and the product
 * transposes its copy of them in registers.
 */
function isNear(one: Instruction): boolean {
  if (one.op !== "load" || bytesOf(one.dtype) === 1) return true;
  const step = one.access.at.strides.at(-1);
  return step === 0 || step === 1;
}

/** The nests that write each kind of panels, and zeros beyond their columns; the steps of the expressions in `nest` are those from `first` on. */
function nestsOf(
  { across, outer, sums, elements, panels }: Packing,
  nest: Loop,
  first: number,
): Loop[] {
  const depth = roundsIn(sums);
  const store = nest.stores[0]!;
  const zeros: Loop = {
    ...nest,
    name: `${nest.name} zeros`,
    body: [{ op: "constant", value: 0, dtype: store.dtype }],
    stores: [{ ...store, value: 0 }],
  };
  let column = 0;
  return panels.flatMap(({ count, width, filled }) => {
    const before = column;
    column += count * width;
    /** What `work` writes to the columns of each panel from `from` to `to`. */
    const columns = (work: Loop, from: number, to: number): Loop => {
      const rounds = [
        { ...across, size: count, b: width * depth, e: across.e.map((step) => step * width) },
        ...packed(outer, "b", elements),
        ...packed(sums, "b", width),
        { ...across, size: to - from, b: 1 },
      ].filter((one) => one.size > 1);
      let number = first;
      const { body } = mapExpressions(work, (at) => {
        const own = number++;
        const strides = rounds.map(({ e }) => e[own]!);
        return { ...at, offset: at.offset + before * across.e[own]!, strides };
      });
      const [written] = work.stores;
      const strides = rounds.map(({ b }) => b);
      const at: Affine = { offset: before * depth + from, strides, dynamic: [] };
      return {
        ...work,
        sizes: rounds.map((one) => one.size),
        reduced: rounds.map(() => false),
        body,
        stores: [{ ...written!, access: { ...written!.access, at } }],
      };
    };
    const made = columns(nest, 0, filled);
    return filled < width ? [made, columns(zeros, filled, width)] : [made];
  });
}
