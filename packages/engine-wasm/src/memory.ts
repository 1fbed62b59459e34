import {
  allocate,
  type Engine,
  type Residence,
  type Storage,
  type TypedArray,
} from "@chainrule/graph";
import { canShare, transferBytes } from "./threads.ts";
import { type Memory as WasmMemory, webAssembly } from "./webassembly.ts";

const page = 65536;
const alignment = 64;

/** Where the constants of kernels end, which lie behind the threads' control block. */
export const constantsEnd: number = page;

/** Where the code of kernels passes to the workers, after the constants and before the heap. */
const transferStart: number = constantsEnd;

/** What a program that runs may not exceed without asking for more. */
const leastCache = 64 * 2 ** 20;

/** As `leastCache`, in storages: small ones, such as numbers, cost more than their bytes. */
const leastPlaces = 256;

/** A free or taken stretch of the heap. */
interface Stretch {
  readonly start: number;
  readonly bytes: number;
}

/** Copies of storages in the engine's memory. */
class Place implements Residence {
  readonly engine: Engine;
  readonly storage: Storage;
  readonly heap: Heap;
  readonly start: number;

  constructor(engine: Engine, heap: Heap, storage: Storage, start: number) {
    this.engine = engine;
    this.heap = heap;
    this.storage = storage;
    this.start = start;
  }

  free(): void {
    this.heap.drop(this);
  }
}

/**
 * One linear memory: constants, the arena, and a bounded cache of storages, least recently used out first. Evicting a storage that
 * is nowhere else copies it to the host.
 */
export class Heap {
  readonly memory: WasmMemory;
  /** Whether other threads may share the memory. */
  readonly shared: boolean;
  /** Where the code of kernels passes to the workers. */
  readonly transfer: number = transferStart;
  readonly #engine: Engine;
  /** In the order of their last use. */
  readonly #places = new Map<Storage, Place>();
  #free: Stretch[] = [];
  #end: number;
  #cached = 0;
  #arena: Stretch = { start: 0, bytes: 0 };
  /** The cache may hold this many bytes; it grows with the largest program. */
  #limit = leastCache;
  /** And this many storages. */
  #most = leastPlaces;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.shared = canShare();
    this.memory = makeMemory(this.shared);
    this.#end = this.shared ? transferStart + transferBytes : constantsEnd;
  }

  /** Bytes of the linear memory. */
  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** The start of an arena of at least `bytes`, which every program may use while it runs. */
  arena(bytes: number): number {
    if (bytes > this.#arena.bytes) {
      const before = this.#arena;
      this.#arena = { start: before.start, bytes: 0 };
      if (before.bytes > 0) this.#release(before);
      this.#arena = { start: this.#take(bytes), bytes: round(bytes) };
    }
    return this.#arena.start;
  }

  /** Begins a run: what it touches stays until the next one. It has `places` inputs and outputs of so many bytes. */
  begin(bytes: number, places: number): void {
    this.#limit = Math.max(this.#limit, 3 * bytes);
    this.#most = Math.max(this.#most, 3 * places);
    this.#evict(this.#limit - bytes, this.#most - places);
  }

  /** The address of a storage's elements, copied here if they are not. */
  resident(storage: Storage): number {
    let place = this.#places.get(storage);
    if (place === undefined) {
      const data = storage.data();
      place = this.#put(storage);
      this.view(storage, place.start).set(data as never);
    } else {
      this.#places.delete(storage);
      this.#places.set(storage, place);
    }
    return place.start;
  }

  /** A place for a storage that a program is about to fill. */
  place(storage: Storage): number {
    return this.#put(storage).start;
  }

  /** Moves the elements of one storage to another that takes its place. */
  rename(from: Storage, to: Storage): void {
    const place = this.#places.get(from)!;
    this.#places.delete(from);
    from.residence = null;
    const moved = new Place(this.#engine, this, to, place.start);
    this.#places.set(to, moved);
    to.residence = moved;
  }

  /** A copy of a storage's elements. */
  read(storage: Storage): TypedArray {
    const place = this.#places.get(storage);
    if (place === undefined)
      throw new Error("wasmEngine: the storage is not in this engine's memory.");
    return this.view(storage, place.start).slice();
  }

  /** The elements at an address, as the storage's dtype. */
  view({ dtype, length }: Pick<Storage, "dtype" | "length">, address: number): TypedArray {
    const array = allocate(dtype, 0).constructor as new (
      buffer: ArrayBufferLike,
      start: number,
      length: number,
    ) => TypedArray;
    return new array(this.memory.buffer, address, length);
  }

  drop(place: Place): void {
    if (this.#places.get(place.storage) !== place) return;
    this.#places.delete(place.storage);
    this.#cached -= round(place.storage.bytes);
    this.#release({ start: place.start, bytes: round(place.storage.bytes) });
  }

  #put(storage: Storage): Place {
    const bytes = round(storage.bytes);
    const place = new Place(this.#engine, this, storage, this.#take(bytes));
    this.#places.set(storage, place);
    this.#cached += bytes;
    storage.residence = place;
    return place;
  }

  /** Makes room until at most `places` storages of `bytes` are cached. */
  #evict(bytes: number, places: number): void {
    for (const place of this.#places.values()) {
      if (this.#cached <= bytes && this.#places.size <= places) return;
      const { storage } = place;
      storage.host ??= this.read(storage);
      storage.residence = null;
      this.drop(place);
    }
  }

  /** Takes the best fitting free stretch, or grows the memory. */
  #take(wanted: number): number {
    const bytes = Math.max(alignment, round(wanted));
    let best = -1;
    this.#free.forEach((stretch, i) => {
      if (stretch.bytes >= bytes && (best < 0 || stretch.bytes < this.#free[best]!.bytes)) best = i;
    });
    if (best >= 0) {
      const { start, bytes: room } = this.#free[best]!;
      if (room === bytes) this.#free.splice(best, 1);
      else this.#free[best] = { start: start + bytes, bytes: room - bytes };
      return start;
    }
    const start = this.#end;
    this.#grow(start + bytes);
    this.#end = start + bytes;
    return start;
  }

  #grow(bytes: number): void {
    const missing = bytes - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    try {
      this.memory.grow(Math.ceil(missing / page));
    } catch {
      const megabytes = Math.ceil(bytes / 2 ** 20);
      throw new Error(
        `wasmEngine: needs ${megabytes} MB of memory in all, more than this machine gives a program.`,
      );
    }
  }

  /** Gives a stretch back, joined with free neighbours. */
  #release({ start, bytes: size }: Stretch): void {
    const bytes = Math.max(alignment, size);
    let i = 0;
    while (i < this.#free.length && this.#free[i]!.start < start) i++;
    this.#free.splice(i, 0, { start, bytes });
    for (const at of [i, i - 1]) {
      const [one, next] = [this.#free[at], this.#free[at + 1]];
      if (one !== undefined && next !== undefined && one.start + one.bytes === next.start) {
        this.#free.splice(at, 2, { start: one.start, bytes: one.bytes + next.bytes });
      }
    }
    const last = this.#free.at(-1);
    if (last !== undefined && last.start + last.bytes === this.#end) {
      this.#end = last.start;
      this.#free.pop();
    }
  }
}

function round(bytes: number): number {
  return Math.max(alignment, Math.ceil(bytes / alignment) * alignment);
}

/** A memory with the largest maximum that the machine grants. */
function makeMemory(shared: boolean): WasmMemory {
  const { Memory } = webAssembly();
  for (let maximum = 65536; ; maximum /= 2) {
    try {
      return new Memory({ initial: 2 + (shared ? transferBytes / page : 0), maximum, shared });
    } catch (error) {
      if (maximum <= 4096) throw error;
    }
  }
}
