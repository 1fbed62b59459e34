import { affineKey } from "./affine.ts";
import { instructionKey } from "./nest.ts";
import type { Buffer, Instruction, Kernel, Loop, Store } from "./plan.ts";
import { replaces } from "./stores.ts";
import { kernelsBy, touched, written } from "./touched.ts";

/** A nest may read and write at most this many places, so that their addresses fit the registers. */
const mostPlaces = 14;

const placeOf = ({ access }: { readonly access: Store["access"] }): string =>
  `${access.buffer} ${affineKey(access.at)}`;

/** Whether a nest is a reduction: all of its stores are then, or none. */
const reduces = ({ stores }: Loop): boolean => stores.some(({ reduction }) => reduction !== null);

/** The places that a nest reads or writes, as text. */
function places({ body, stores }: Loop): Set<string> {
  const found = new Set(stores.map(placeOf));
  for (const one of body) if (one.op === "load") found.add(placeOf(one));
  return found;
}

/** One nest of both: equal instructions are there once, and what the second would read of the first's results it takes from the instructions that compute them. */
function append(first: Loop, second: Loop): Loop {
  const body: Instruction[] = [...first.body];
  const numbered = new Map(body.map((one, i) => [instructionKey(one), i]));
  const stored = new Map(first.stores.map((store) => [placeOf(store), store.value]));
  const numbers: number[] = [];
  for (const one of second.body) {
    const forwarded = one.op === "load" ? stored.get(placeOf(one)) : undefined;
    if (forwarded !== undefined) {
      numbers.push(forwarded);
      continue;
    }
    const renumbered: Instruction =
      "inputs" in one
        ? { ...one, inputs: one.inputs.map((input) => numbers[input]!) }
        : one.op === "gather"
          ? { ...one, index: numbers[one.index]! }
          : one;
    const key = instructionKey(renumbered);
    const number = numbered.get(key) ?? body.push(renumbered) - 1;
    numbered.set(key, number);
    numbers.push(number);
  }
  const stores = second.stores.map((store) => ({ ...store, value: numbers[store.value]! }));
  return { ...first, body, stores: [...first.stores, ...stores] };
}

/**
 * Joins loop nests over the same dimensions, so that memory is read once for both: a nest moves up to an earlier one when they share a read, or it reads,
 * element by element, what the earlier one writes, and everything else it reads is written before. What nests hand on in registers, and no kernel reads, is not stored.
 */
export function merge(lowered: readonly Kernel[], buffers: readonly Buffer[]): Kernel[] {
  const kernels = numbersFirst(lowered);
  const merged: (Kernel | null)[] = [...kernels];
  const writers = kernelsBy(kernels, written);
  /** Where each original kernel now runs. */
  const moved = kernels.map((_, time) => time);
  /** The places of the nest that runs at each time, and the times of the nests at each place. */
  const placesAt: (Set<string> | undefined)[] = [];
  const timesOf = new Map<string, Set<number>>();
  kernels.forEach((kernel, time) => {
    if (kernel.kind !== "loop") return;
    const own = places(kernel);
    const into = findPartner(kernel, own);
    const now = into < 0 ? time : into;
    const together = (placesAt[now] ??= new Set());
    for (const place of own) {
      timesOf.set(place, (timesOf.get(place) ?? new Set()).add(now));
      together.add(place);
    }
    if (into < 0) return;
    merged[into] = append(merged[into] as Loop, kernel);
    merged[time] = null;
    moved[time] = into;
  });
  return withoutUnread(
    merged.filter((kernel) => kernel !== null),
    buffers,
  );

  /** The time of the last of the earlier nests that a nest with these places may join; -1 where there is none. */
  function findPartner(loop: Loop, own: ReadonlySet<string>): number {
    if (!loop.stores.every(replaces)) return -1;
    const results = written(loop);
    if (results.some((buffer) => writers.get(buffer)!.length > 1)) return -1;
    /** When everything that the nest reads is written. */
    let ready = -1;
    for (const buffer of touched(loop)) {
      if (results.includes(buffer)) continue;
      for (const writer of writers.get(buffer) ?? []) ready = Math.max(ready, moved[writer]!);
    }
    /** How many places nests share with this one, by their times. */
    const shared = new Map<number, number>();
    for (const place of own) {
      for (const at of timesOf.get(place) ?? [])
        if (at >= ready) shared.set(at, (shared.get(at) ?? 0) + 1);
    }
    let last = -1;
    for (const [at, count] of shared) {
      const earlier = merged[at] as Loop;
      const isFit =
        at > last &&
        placesAt[at]!.size + own.size - count <= mostPlaces &&
        alike(earlier, loop) &&
        (at > ready || forwards(earlier, loop));
      if (isFit) last = at;
    }
    return last;
  }
}

/** The kernels without stores to temporaries that no kernel reads. */
function withoutUnread(kernels: readonly Kernel[], buffers: readonly Buffer[]): Kernel[] {
  const read = new Set(
    kernels.flatMap((kernel) => {
      if (kernel.kind !== "loop") return touched(kernel);
      const own = kernel.stores.filter(replaces).map(({ access }) => access.buffer);
      return touched(kernel).filter((buffer) => !own.includes(buffer));
    }),
  );
  const isRead = ({ access }: Store): boolean =>
    read.has(access.buffer) || buffers[access.buffer]!.role !== "temporary";
  return kernels.flatMap((kernel) => {
    if (kernel.kind !== "loop" || kernel.stores.every(isRead)) return [kernel];
    const stores = kernel.stores.filter(isRead);
    return stores.length === 0 ? [] : [{ ...kernel, stores }];
  });
}

/** The same kernels, with those that compute a single number, such as a corrected learning rate, as early as what they read allows: they keep no nests apart then. */
function numbersFirst(kernels: readonly Kernel[]): Kernel[] {
  const writers = kernelsBy(kernels, written);
  const writtenAt = new Map<number, number>();
  const timed = kernels.map((kernel, time) => {
    const single = kernel.kind === "loop" && kernel.sizes.every((size) => size === 1);
    const own = written(kernel);
    const reads = touched(kernel).filter((buffer) => !own.includes(buffer));
    const ready = Math.max(-1, ...reads.map((buffer) => writtenAt.get(buffer) ?? -1));
    const at = single && own.every((buffer) => writers.get(buffer)!.length === 1) ? ready : time;
    for (const buffer of own) writtenAt.set(buffer, Math.max(at, writtenAt.get(buffer) ?? -1));
    return { kernel, at, time };
  });
  return timed.toSorted((a, b) => a.at - b.at || a.time - b.time).map(({ kernel }) => kernel);
}

/** Whether two nests have the same dimensions, and both reduce the same ones or none. */
function alike(a: Loop, b: Loop): boolean {
  return (
    a.stores.every(replaces) &&
    reduces(a) === reduces(b) &&
    a.sizes.length === b.sizes.length &&
    a.sizes.every((size, d) => size === b.sizes[d] && a.reduced[d] === b.reduced[d])
  );
}

/** Whether `later` reads of `earlier`'s results only the element that `earlier` has computed in the same round. */
function forwards(earlier: Loop, later: Loop): boolean {
  if (reduces(earlier)) return false;
  const results = new Set(earlier.stores.map(({ access }) => access.buffer));
  const stored = new Set(earlier.stores.map(placeOf));
  const dynamic = [...later.body, ...later.stores].some((one) => {
    const ats = "access" in one ? [one.access.at] : "at" in one ? [one.at] : [];
    return ats.some((at) => at.dynamic.some(({ buffer }) => results.has(buffer)));
  });
  if (dynamic) return false;
  return later.body.every((one) => {
    if (one.op === "random") return !results.has(one.key.buffer);
    if (one.op === "gather") return !results.has(one.access.buffer);
    return one.op !== "load" || !results.has(one.access.buffer) || stored.has(placeOf(one));
  });
}
