import type { Access, Affine, Product } from "@chainrule/compiler";
import { bytesOf, type DType } from "@chainrule/graph";

/** What an epilogue reads or writes for each sum: an element of a buffer, or a number where that is `null`. */
export interface Place {
  readonly buffer: number | null;
  readonly at: Affine;
  readonly bytes: number;
}

/** A text that is equal for equal places. */
export const placeKey = ({ buffer, at, bytes }: Place): string =>
  `${buffer} ${bytes} ${JSON.stringify(at)}`;

/** The place of an access. */
export const placeOf = ({ buffer, at }: Access, dtype: DType): Place => ({
  buffer,
  at,
  bytes: bytesOf(dtype),
});

/** The places of an epilogue, each once. */
export function placesOf({ c, epilogue }: Pick<Product, "c" | "epilogue">): readonly Place[] {
  const places = new Map<string, Place>();
  const add = (place: Place): void => void places.set(placeKey(place), place);
  for (const one of epilogue?.body ?? []) {
    if (one.op === "load" && one.access.buffer !== c.buffer) add(placeOf(one.access, one.dtype));
    if (one.op === "index") add({ buffer: null, at: one.at, bytes: 1 });
  }
  for (const { access, dtype } of epilogue?.stores ?? []) add(placeOf(access, dtype));
  return [...places.values()];
}
