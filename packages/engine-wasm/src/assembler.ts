/** A small assembler for the part of WebAssembly that kernels use. */
import { wideInstructions } from "#instructions";
import { type MemoryLimits, mostPages } from "./webassembly.ts";

export const i32 = 0x7f;
export const f32 = 0x7d;
export const f64 = 0x7c;
export const v128 = 0x7b;

export type ValueType = typeof i32 | typeof f32 | typeof f64 | typeof v128;

/**
 * Instructions whose opcodes follow one another: the opcode of the first, in hexadecimal; what all their names start with, which is nothing for some; and how the
 * names go on.
 */
const consecutive = [
  // control and variables without immediates
  "05  else",
  "0b  end",
  "1a  drop select",
  // memory
  "28 i32. load",
  "2a f32. load",
  "2b f64. load",
  "2d i32. load8_u",
  "36 i32. store",
  "38 f32. store",
  "39 f64. store",
  "3a i32. store8",
  // numbers
  "45 i32. eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s",
  "5b f32. eq ne lt gt le",
  "61 f64. eq ne lt gt le",
  "6a i32. add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u",
  "8b f32. abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign",
  "99 f64. abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign",
  "ab i32. trunc_f64_u",
  "b2 f32. convert_i32_s",
  "b6 f32. demote_f64",
  "b7 f64. convert_i32_s",
  "bb f64. promote_f32",
  // vectors
  "fd00 v128. load",
  "fd09 v128. load32_splat load64_splat store",
  "fd11 i32x4. splat",
  "fd13 f32x4. splat",
  "fd1b i32x4. extract_lane replace_lane",
  "fd1f f32x4. extract_lane replace_lane",
  "fd21 f64x2. extract_lane",
  "fd37 i32x4. eq ne lt_s lt_u gt_s gt_u le_s",
  "fd41 f32x4. eq ne lt gt le ge",
  "fd4d v128. not and andnot or xor bitselect any_true load8_lane",
  "fd56 v128. load32_lane load64_lane store8_lane",
  "fd5a v128. store32_lane store64_lane load32_zero",
  "fd66 i8x16. narrow_i16x8_u",
  "fd67 f32x4. ceil floor trunc nearest",
  "fd86 i16x8. narrow_i32x4_u",
  "fd89 i16x8. extend_low_i8x16_u",
  "fda0 i32x4. abs neg",
  "fda9 i32x4. extend_low_i16x8_u",
  "fdab i32x4. shl shr_s shr_u add",
  "fdb1 i32x4. sub",
  "fdb5 i32x4. mul min_s min_u max_s",
  "fde0 f32x4. abs neg",
  "fde3 f32x4. sqrt add sub mul div min max pmin pmax",
  "fdf0 f64x2. add",
  "fdf2 f64x2. mul",
  "fdf8 i32x4. trunc_sat_f32x4_s",
  "fdfa f32x4. convert_i32x4_s",
  "fe05 f32x4. relaxed_madd",
  "fe07 f64x2. relaxed_madd",
] as const;

type Word<List extends string> = List extends `${infer First} ${infer Rest}`
  ? First | Word<Rest>
  : List;

type Name<Run> = Run extends `${string} ${infer Start} ${infer List}`
  ? `${Start}${Word<List>}`
  : never;

type Any = Name<(typeof consecutive | typeof wideInstructions)[number]>;

/** A load or a store of one lane of a vector. */
export type LaneMemoryOperator = Extract<Any, `v128.${string}_lane`>;

/** Another load or store. */
export type MemoryOperator = Exclude<
  Extract<Any, `${string}.${"load" | "store"}${string}`>,
  LaneMemoryOperator
>;

/** What reads or replaces one lane of a vector. */
export type LaneOperator = Exclude<Extract<Any, `${string}_lane`>, LaneMemoryOperator>;

/** An instruction without immediates. */
export type Operator = Exclude<Any, LaneMemoryOperator | MemoryOperator | LaneOperator>;

/** The bytes of an opcode: those from 0xfd00 on, of vectors, are numbers behind a byte of their own. */
function encode(opcode: number): number[] {
  return opcode < 0xfd00 ? [opcode] : [0xfd, ...unsigned(opcode - 0xfd00)];
}

const operators: ReadonlyMap<string, readonly number[]> = new Map(
  [...consecutive, ...wideInstructions].flatMap((run) => {
    const [first, start, ...names] = run.split(" ");
    return names.map((name, i) => [start! + name, encode(parseInt(first!, 16) + i)] as const);
  }),
);

/** What loads and stores claim of their addresses: nothing. It is a hint, of which engines make no use. */
const unaligned = 0;

/** Appends a number that is not negative, in as many bytes as it takes, to `bytes`. */
function unsigned(value: number, bytes: number[] = []): number[] {
  let rest = value >>> 0;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return bytes;
}

function text(name: string): number[] {
  return [...unsigned(name.length), ...Array.from(name, (letter) => letter.codePointAt(0)!)];
}

/** The numbers of so many locals; of any number of them where `Count` is no literal. */
export type Locals<
  Count extends number,
  Known extends readonly number[] = [],
> = number extends Count
  ? number[]
  : Known["length"] extends Count
    ? Known
    : Locals<Count, [...Known, number]>;

/** The body of one function, instruction by instruction. */
export class Code {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
  /** The types of its local variables. */
  readonly types: ValueType[] = [];
  readonly bytes: number[] = [];
  /** What runs first, whenever it was written. */
  readonly prologue: number[] = [];

  constructor(parameters: readonly ValueType[], results: readonly ValueType[] = []) {
    this.parameters = parameters;
    this.results = results;
  }

  /** A new local variable's number. */
  local(type: ValueType): number {
    return this.parameters.length + this.types.push(type) - 1;
  }

  #opcode(name: Any): this {
    for (const byte of operators.get(name)!) this.bytes.push(byte);
    return this;
  }

  /** A byte, and a number behind it. */
  #numbered(byte: number, value: number): this {
    this.bytes.push(byte);
    unsigned(value, this.bytes);
    return this;
  }

  /** Instructions without immediates, in order. */
  op(...names: Operator[]): this {
    for (const name of names) this.#opcode(name);
    return this;
  }

  get(local: number): this {
    return this.#numbered(0x20, local);
  }

  set(local: number): this {
    return this.#numbered(0x21, local);
  }

  tee(local: number): this {
    return this.#numbered(0x22, local);
  }

  i32(value: number): this {
    this.bytes.push(0x41);
    let rest = value | 0;
    for (; rest < -0x40 || rest > 0x3f; rest >>= 7) this.bytes.push((rest & 0x7f) | 0x80);
    this.bytes.push(rest & 0x7f);
    return this;
  }

  f32(value: number): this {
    this.bytes.push(0x43, ...new Uint8Array(new Float32Array([value]).buffer));
    return this;
  }

  f64(value: number): this {
    this.bytes.push(0x44, ...new Uint8Array(new Float64Array([value]).buffer));
    return this;
  }

  /** The vector of int32 `0, step, 2 · step, 3 · step`, so of zeros for 0. */
  multiples(step: number): this {
    this.bytes.push(
      0xfd,
      12,
      ...new Uint8Array(new Int32Array([0, step, 2 * step, 3 * step]).buffer),
    );
    return this;
  }

  /** A load or store at the address on the stack plus `offset`. */
  memory(name: MemoryOperator, offset = 0): this {
    return this.#opcode(name).#numbered(unaligned, offset);
  }

  lane(name: LaneOperator, lane: number): this {
    this.#opcode(name).bytes.push(lane);
    return this;
  }

  /** The same of one lane. */
  laneMemory(name: LaneMemoryOperator, lane: number, offset = 0): this {
    this.#opcode(name).#numbered(unaligned, offset).bytes.push(lane);
    return this;
  }

  call(index: number): this {
    return this.#numbered(0x10, index);
  }

  /** `body` as a block; a branch to it leaves it. */
  block(body: () => void): this {
    this.bytes.push(0x02, 0x40);
    body();
    return this.op("end");
  }

  /** `body` as a loop; a branch to it starts it again. */
  loop(body: () => void): this {
    this.bytes.push(0x03, 0x40);
    body();
    return this.op("end");
  }

  /** Takes a condition from the stack. */
  if(body: () => void): this {
    this.bytes.push(0x04, 0x40);
    body();
    return this.op("end");
  }

  branchIf(depth: number): this {
    return this.#numbered(0x0d, depth);
  }

  /** `local += amount`, a constant. */
  advance(local: number, amount: number): this {
    return amount === 0 ? this : this.get(local).i32(amount).op("i32.add").set(local);
  }

  /** Runs `body` `count` times. */
  repeat(count: number, body: () => void): this {
    if (count === 0) return this;
    if (count === 1) {
      body();
      return this;
    }
    const left = this.local(i32);
    this.i32(count).set(left);
    return this.loop(() => {
      body();
      this.get(left).i32(1).op("i32.sub").tee(left).branchIf(0);
    });
  }

  /** Runs `body` as often as local `count` says, which it counts down to 0. */
  repeatLocal(count: number, body: () => void): this {
    return this.get(count)
      .i32(0)
      .op("i32.gt_s")
      .if(() => {
        this.loop(() => {
          body();
          this.get(count).i32(1).op("i32.sub").tee(count).branchIf(0);
        });
      });
  }
}

interface Import {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** A module of exported functions over one imported memory. */
export class Module {
  readonly #types: { key: string; bytes: number[] }[] = [];
  readonly #imports: Import[] = [];
  readonly #functions: { name: string; code: Code }[] = [];

  /** The number of an imported function; the same for the same name. Imports come before the first function. */
  import(name: string, parameters: readonly ValueType[], results: readonly ValueType[]): number {
    const known = this.#imports.findIndex((one) => one.name === name);
    return known >= 0 ? known : this.#imports.push({ name, parameters, results }) - 1;
  }

  /** Adds a function under an exported name. */
  add(name: string, code: Code): void {
    this.#functions.push({ name, code });
  }

  /** The names of the imported functions. */
  get imports(): readonly string[] {
    return this.#imports.map(({ name }) => name);
  }

  #type(parameters: readonly ValueType[], results: readonly ValueType[]): number {
    const bytes = [0x60, ...unsigned(parameters.length), ...parameters];
    bytes.push(...unsigned(results.length), ...results);
    const key = bytes.join();
    const known = this.#types.findIndex((type) => type.key === key);
    return known >= 0 ? known : this.#types.push({ key, bytes }) - 1;
  }

  /** The module's bytes, importing `memory` from `env`, a memory of any size that may be shared or not. */
  bytes({ shared }: Pick<MemoryLimits, "shared">): Uint8Array {
    const imports = this.#imports.map(({ name, parameters, results }) => [
      ...text("env"),
      ...text(name),
      0x00,
      ...unsigned(this.#type(parameters, results)),
    ]);
    imports.push([
      ...text("env"),
      ...text("memory"),
      0x02,
      shared ? 0x03 : 0x01,
      ...unsigned(1),
      ...unsigned(mostPages),
    ]);
    const functions = this.#functions.map(({ code }) =>
      unsigned(this.#type(code.parameters, code.results)),
    );
    const exports = this.#functions.map(({ name }, i) => [
      ...text(name),
      0x00,
      ...unsigned(this.#imports.length + i),
    ]);
    const types = this.#types.map(({ bytes }) => bytes);
    const bodies = this.#functions.flatMap(({ code }) => bodyOf(code));
    const pieces = [
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      ...section(1, types),
      ...section(2, imports),
      ...section(3, functions),
      ...section(7, exports),
      ...section(10, bodies, this.#functions.length),
    ];
    const bytes = new Uint8Array(lengthOf(pieces));
    let start = 0;
    for (const piece of pieces) {
      bytes.set(piece, start);
      start += piece.length;
    }
    return bytes;
  }
}

type Piece = readonly number[];

const lengthOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, { length }) => sum + length, 0);

/** A function's locals and instructions, behind their length. */
function bodyOf({ types, prologue, bytes }: Code): Piece[] {
  const locals = unsigned(types.length).concat(types.flatMap((type) => [1, type]));
  const body = [locals, prologue, bytes, [0x0b]];
  return [unsigned(lengthOf(body)), ...body];
}

/** A section of a module: its number, its length, and how many items it has, which follow. */
function section(id: number, items: readonly Piece[], count: number = items.length): Piece[] {
  const content = [unsigned(count), ...items];
  return [[id, ...unsigned(lengthOf(content))], ...content];
}
