import {
  arrayOf,
  type Engine,
  type Residence,
  type Storage,
  type TypedArray,
} from "@chainrule/graph";
import { canShare } from "#parts";
import { alignment, Room, type Stretch } from "./room.ts";
import { transferBytes } from "./threads.ts";
import { type Memory as WasmMemory, webAssembly } from "./webassembly.ts";

const page = 65536;

/** Where the constants of kernels end, which lie behind the threads' control block. */
export const constantsEnd: number = page;

/** Where the code of kernels passes to the workers, after the constants and before the heap. */
const transferStart: number = constantsEnd;

/** What a program that runs may not exceed without asking for more. */
const leastCache = 64 * 2 ** 20;

/** As `leastCache`, in storages: small ones, such as numbers, cost more than their bytes. */
const leastPlaces = 256;

/** The elements of a storage in the engine's memory: one of a list, in the order of their last use. */
class Resident implements Residence {
  readonly engine: Engine;
  readonly storage: Storage;
  readonly heap: Heap;
  readonly start: number;
  readonly bytes: number;
  /** The places used before and after this one. */
  before: Resident | null = null;
  after: Resident | null = null;

  constructor(engine: Engine, heap: Heap, storage: Storage, start: number, bytes: number) {
    this.engine = engine;
    this.heap = heap;
    this.storage = storage;
    this.start = start;
    this.bytes = bytes;
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
  #room: Room;
  #oldest: Resident | null = null;
  #newest: Resident | null = null;
  #places = 0;
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
    this.#room = this.#empty();
  }

  #empty(): Room {
    return new Room(this.shared ? transferStart + transferBytes : constantsEnd);
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
      if (before.bytes > 0) this.#room.give(before.start, before.bytes);
      this.#arena = { start: this.#take(round(bytes)), bytes: round(bytes) };
    }
    return this.#arena.start;
  }

  /** Gives back all of it, the arena too. What is nowhere else is copied to the host. */
  clear(): void {
    this.#evict(0, 0);
    this.#arena = { start: 0, bytes: 0 };
    this.#room = this.#empty();
  }

  /** Begins a run: what it touches stays until the next one. It has `places` inputs and outputs of so many bytes. */
  begin(bytes: number, places: number): void {
    this.#limit = Math.max(this.#limit, 3 * bytes);
    this.#most = Math.max(this.#most, 3 * places);
    this.#evict(this.#limit - bytes, this.#most - places);
  }

  /** The address of a storage's elements, copied here if they are not. */
  resident(storage: Storage): number {
    const place = this.#placeOf(storage);
    if (place === null) {
      const data = storage.data();
      // Another engine's copy goes: a storage is in one engine at a time.
      storage.residence?.free();
      const { start } = this.#put(storage);
      this.view(storage, start).set(data as never);
      return start;
    }
    if (place !== this.#newest) {
      this.#unlink(place);
      this.#link(place);
    }
    return place.start;
  }

  /** A place for a storage that a program is about to fill. */
  place(storage: Storage): number {
    return this.#put(storage).start;
  }

  /** A copy of a storage's elements. */
  read(storage: Storage): TypedArray {
    const place = this.#placeOf(storage);
    if (place === null) throw new Error("wasmEngine: the storage is not in this engine's memory.");
    return this.view(storage, place.start).slice();
  }

  /** The elements at an address, as the storage's dtype. */
  view({ dtype, length }: Pick<Storage, "dtype" | "length">, address: number): TypedArray {
    return new (arrayOf(dtype))(this.memory.buffer, address, length);
  }

  /** Gives a place back; the elements there are lost. */
  drop(place: Resident): void {
    if (place.storage.residence === place) place.storage.residence = null;
    this.#unlink(place);
    this.#places--;
    this.#cached -= place.bytes;
    this.#room.give(place.start, place.bytes);
  }

  #placeOf({ residence }: Storage): Resident | null {
    return residence instanceof Resident && residence.heap === this ? residence : null;
  }

  #put(storage: Storage): Resident {
    const bytes = round(storage.bytes);
    const place = new Resident(this.#engine, this, storage, this.#take(bytes), bytes);
    this.#link(place);
    this.#places++;
    this.#cached += bytes;
    storage.residence = place;
    return place;
  }

  /** Makes a place the newest. */
  #link(place: Resident): void {
    place.before = this.#newest;
    place.after = null;
    if (this.#newest === null) this.#oldest = place;
    else this.#newest.after = place;
    this.#newest = place;
  }

  #unlink({ before, after }: Resident): void {
    if (before === null) this.#oldest = after;
    else before.after = after;
    if (after === null) this.#newest = before;
    else after.before = before;
  }

  /** Makes room until at most `places` storages of `bytes` are cached. */
  #evict(bytes: number, places: number): void {
    while (this.#oldest !== null && (this.#cached > bytes || this.#places > places)) {
      const { storage, start } = this.#oldest;
      storage.host ??= this.view(storage, start).slice();
      this.drop(this.#oldest);
    }
  }

  #take(bytes: number): number {
    return this.#room.take(bytes, (end) =>
      // Kernels may read a vector that ends beyond the last element.
      this.#grow(end + alignment),
    );
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
