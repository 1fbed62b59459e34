import {
  arrayOf,
  type Engine,
  type Residence,
  type Storage,
  type TypedArray,
} from "@chainrule/graph";
import { canShare } from "#parts";
import { alignment, FreeList, type Stretch } from "./free-list.ts";
import { transferBytes, transferStart } from "./threads.ts";
import { leastPages, type Memory as WasmMemory, mostPages, webAssembly } from "./webassembly.ts";

// What the memory holds, in order: the threads' control block (`worker.ts`); constants of kernels, up to the end of the first page; where threads share
// the memory, room through which the code of kernels passes to the workers; and then storages and the arena.

/** Bytes of a page of WebAssembly. */
const page = 65536;

/** Where the constants of kernels end. */
export const constantsEnd: number = transferStart;

/** Bytes of storages that stay cached, however small programs are. */
const leastCached = 64 * 2 ** 20;

/** How many storages stay: small ones, such as numbers, cost more than their bytes. */
const leastStorages = 256;

/** The cache holds what so many runs of the largest program touch. */
const cachedRuns = 3;

/** The smallest maximum that is asked for, in pages: 256 MiB, which phones grant. */
const fewestPages = 4096;

/** The elements of a storage in the engine's memory. */
class Resident implements Residence {
  readonly engine: Engine;
  readonly storage: Storage;
  readonly heap: Heap;
  readonly start: number;
  readonly bytes: number;

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
  readonly #engine: Engine;
  #free: FreeList;
  /** The storages that are cached, in the order of their last use, and their bytes. */
  readonly #residents = new Set<Resident>();
  #bytes = 0;
  #arena: Stretch = { start: 0, bytes: 0 };
  /** How many may be, and their bytes: that grows with the largest program. */
  #mostStorages = leastStorages;
  #mostBytes = leastCached;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.shared = canShare();
    this.memory = makeMemory(this.shared);
    this.#free = this.#empty();
  }

  #empty(): FreeList {
    return new FreeList(constantsEnd + (this.shared ? transferBytes : 0));
  }

  /** The start of an arena of at least `bytes`, which every program may use while it runs. */
  arena(bytes: number): number {
    if (bytes > this.#arena.bytes) {
      const before = this.#arena;
      this.#arena = { start: before.start, bytes: 0 };
      if (before.bytes > 0) this.#free.free(before.start, before.bytes);
      this.#arena = { start: this.#allocate(round(bytes)), bytes: round(bytes) };
    }
    return this.#arena.start;
  }

  /** Gives back all of it, the arena too. What is nowhere else is copied to the host. */
  clear(): void {
    this.#evict(0, 0);
    this.#arena = { start: 0, bytes: 0 };
    this.#free = this.#empty();
  }

  /** Begins a run: what it touches stays until the next one. It has so many inputs and outputs, of `bytes` in all. */
  begin(storages: number, bytes: number): void {
    this.#mostStorages = Math.max(this.#mostStorages, cachedRuns * storages);
    this.#mostBytes = Math.max(this.#mostBytes, cachedRuns * bytes);
    this.#evict(this.#mostStorages - storages, this.#mostBytes - bytes);
  }

  /** Does `f`, which takes room; once more with all of the memory, where that is full of what others use, or free in too small pieces. */
  makeRoom(f: () => void): void {
    try {
      f();
    } catch {
      this.clear();
      f();
    }
  }

  /** The address of a storage's elements, copied here if they are not. */
  load(storage: Storage): number {
    const resident = this.#residentOf(storage);
    if (resident === null) {
      const data = storage.data();
      // Another engine's copy goes: a storage is in one engine at a time.
      storage.residence?.free();
      const start = this.allocate(storage);
      this.view(storage, start).set(data);
      return start;
    }
    this.#residents.delete(resident);
    this.#residents.add(resident);
    return resident.start;
  }

  /** The address of room for the elements of a storage, which a program is about to write. */
  allocate(storage: Storage): number {
    const bytes = round(storage.bytes);
    const resident = new Resident(this.#engine, this, storage, this.#allocate(bytes), bytes);
    this.#residents.add(resident);
    this.#bytes += bytes;
    storage.residence = resident;
    return resident.start;
  }

  /** A copy of a storage's elements. */
  read(storage: Storage): TypedArray {
    const resident = this.#residentOf(storage);
    if (resident === null)
      throw new Error("wasmEngine: the storage is not in this engine's memory.");
    return this.view(storage, resident.start).slice();
  }

  /** The elements at an address, as the storage's dtype. */
  view({ dtype, length }: Pick<Storage, "dtype" | "length">, address: number): TypedArray {
    return new (arrayOf(dtype))(this.memory.buffer, address, length);
  }

  /** Frees the room of a storage; the elements there are lost. */
  drop(resident: Resident): void {
    const { storage, start, bytes } = resident;
    if (storage.residence === resident) storage.residence = null;
    this.#residents.delete(resident);
    this.#bytes -= bytes;
    this.#free.free(start, bytes);
  }

  #residentOf({ residence }: Storage): Resident | null {
    return residence instanceof Resident && residence.heap === this ? residence : null;
  }

  /** Evicts the oldest until at most so many storages, of `bytes` in all, are cached. */
  #evict(storages: number, bytes: number): void {
    for (const resident of this.#residents) {
      if (this.#residents.size <= storages && this.#bytes <= bytes) return;
      const { storage, start } = resident;
      storage.host ??= this.view(storage, start).slice();
      this.drop(resident);
    }
  }

  #allocate(bytes: number): number {
    return this.#free.allocate(bytes, (end) =>
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
  for (let maximum = mostPages; ; maximum /= 2) {
    try {
      return new Memory({
        initial: leastPages + (shared ? transferBytes / page : 0),
        maximum,
        shared,
      });
    } catch (error) {
      if (maximum <= fewestPages) throw error;
    }
  }
}
