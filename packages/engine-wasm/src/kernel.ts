import type { Affine } from "@chainrule/compiler";
import { Code, f64, i32, type Locals, type Module, v128, type ValueType } from "./assembler.ts";
import { importedMath, type MathName } from "./math.ts";

/**
 * A kernel under construction: its code, the module it is part of, and its buffers, whose addresses are its parameters. Another one is its length
 * (`KernelLength`), and two more say which of its units of work to do, `[start, end)`: threads share a kernel by doing different units.
 */
export class KernelCode extends Code {
  readonly module: Module;
  readonly constants: Constants;
  /** Whether it may have `relaxed_madd`. */
  readonly fused: boolean;
  readonly #buffers: readonly number[];
  readonly #free = new Map<number, number[]>();
  /** Where the piece that is being written may be interrupted, and what to do when all pieces are written; `null` outside of `sideBySide`. */
  pauses: { readonly places: number[]; readonly held: (() => void)[] } | null = null;
  /** The locals of constants: of equal lanes by their bits, of others by name. */
  readonly #held = new Map<number | string, number>();

  constructor(module: Module, constants: Constants, fused: boolean, buffers: readonly number[]) {
    super(Array.from({ length: buffers.length + 3 }, () => i32));
    this.module = module;
    this.constants = constants;
    this.fused = fused;
    this.#buffers = buffers;
  }

  /** The local that holds the kernel's length in rounds. */
  get rounds(): number {
    return this.#buffers.length;
  }

  /** The local that holds the first unit to do. */
  get start(): number {
    return this.#buffers.length + 1;
  }

  /** The local that holds the unit to stop before. */
  get end(): number {
    return this.#buffers.length + 2;
  }

  /** The local that holds the address of a buffer. */
  addressOf(buffer: number): number {
    return this.#buffers.indexOf(buffer);
  }

  /** Runs `body` with `count` locals of `type` that others may use again afterwards. */
  scratch<const Count extends number, T>(
    type: ValueType,
    count: Count,
    body: (...locals: Locals<Count>) => T,
  ): T {
    const free = this.#free.get(type) ?? [];
    this.#free.set(type, free);
    const taken = Array.from({ length: count }, () => free.pop() ?? this.local(type));
    const result = body(...(taken as Locals<Count>));
    if (this.pauses === null) free.push(...taken);
    else this.pauses.held.push(() => free.push(...taken));
    return result;
  }

  /** Says that the stack is as it was when the piece began, outside of blocks: `sideBySide` may go on with another piece here. */
  pause(): this {
    this.pauses?.places.push(this.bytes.length);
    return this;
  }

  /**
   * Pushes where an affine expression starts: an address in `buffer`, whose elements have `bytes`, or a number where that is
   * `null`. Starts that lie in memory are clamped to `[0, max]`.
   */
  origin({ offset, dynamic }: Affine, buffer: number | null, bytes: number): this {
    if (buffer === null) this.i32(offset);
    else
      this.get(this.addressOf(buffer))
        .i32(offset * bytes)
        .op("i32.add");
    for (const term of dynamic) {
      this.scratch(i32, 1, (s) => {
        this.get(this.addressOf(term.buffer))
          .memory("i32.load", 4 * term.element)
          .set(s);
        this.get(s).i32(term.max).get(s).i32(term.max).op("i32.lt_s", "select").set(s);
        this.get(s).i32(0).get(s).i32(0).op("i32.ge_s", "select");
      });
      this.i32(term.scale * bytes).op("i32.mul", "i32.add");
    }
    return this;
  }

  /** Calls a function of JavaScript's `Math`, or like it, on the float64 arguments on the stack. */
  math(name: MathName): this {
    const { length } = importedMath[name];
    const inputs = Array.from({ length }, (): ValueType => f64);
    return this.call(this.module.import(name, inputs, [f64]));
  }

  /** A vector of four equal float32 lanes. */
  vector(value: number): this {
    return this.vectorOfInt(this.constants.bitsOf(value));
  }

  /**
   * A vector of four equal int32 lanes. It is loaded once, where the function begins: loaded where it is used, V8 on Node 20 would move the load to the
   * top of the innermost loop and, for want of registers, write it to the stack there in every round.
   */
  vectorOfInt(bits: number): this {
    return this.hold(bits, (code) => {
      const address = this.constants.addressOf(bits);
      return address === null
        ? code.i32(bits).op("i32x4.splat")
        : code.i32(address).memory("v128.load");
    });
  }

  /** The vector that `make` leaves on the stack where the function begins; the same for the same name. */
  hold(name: number | string, make: (code: Code) => Code): this {
    let local = this.#held.get(name);
    if (local === undefined) {
      this.#held.set(name, (local = this.local(v128)));
      this.prologue.push(...make(new Code(this.parameters)).set(local).bytes);
    }
    return this.get(local);
  }
}

/**
 * Vectors of constants in the engine's memory. Loading one costs nothing beside building it from a `v128.const`, which V8
 * does with several instructions wherever it is used.
 */
export class Constants {
  readonly #start: number;
  readonly #end: number;
  readonly #known = new Map<number, number>();
  readonly #bits = new Int32Array(1);
  readonly #write: (bits: number, address: number) => void;

  /** Constants live in `[start, end)` of a memory in which `write` fills four lanes. */
  constructor(start: number, end: number, write: (bits: number, address: number) => void) {
    this.#start = start;
    this.#end = end;
    this.#write = write;
  }

  /** The bits of a float32. */
  bitsOf(value: number): number {
    new Float32Array(this.#bits.buffer)[0] = value;
    return this.#bits[0]!;
  }

  /** The address of four lanes of an int32; `null` where there is no room for more of them. */
  addressOf(bits: number): number | null {
    const known = this.#known.get(bits);
    if (known !== undefined) return known;
    const address = this.#start + 16 * this.#known.size;
    if (address + 16 > this.#end) return null;
    this.#known.set(bits, address);
    this.#write(bits, address);
    return address;
  }
}
