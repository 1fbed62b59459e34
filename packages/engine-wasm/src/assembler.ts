/** A small assembler for the part of WebAssembly that kernels use. */

export const i32 = 0x7f;
export const i64 = 0x7e;
export const f32 = 0x7d;
export const f64 = 0x7c;
export const v128 = 0x7b;

export type ValueType = typeof i32 | typeof i64 | typeof f32 | typeof f64 | typeof v128;

const operators = {
  // control and variables without immediates
  end: [0x0b],
  else: [0x05],
  return: [0x0f],
  drop: [0x1a],
  select: [0x1b],
  // i32
  "i32.eqz": [0x45],
  "i32.eq": [0x46],
  "i32.ne": [0x47],
  "i32.lt_s": [0x48],
  "i32.lt_u": [0x49],
  "i32.gt_s": [0x4a],
  "i32.le_s": [0x4c],
  "i32.ge_s": [0x4e],
  "i32.ge_u": [0x4f],
  "i32.add": [0x6a],
  "i32.sub": [0x6b],
  "i32.mul": [0x6c],
  "i32.div_u": [0x6e],
  "i32.rem_u": [0x70],
  "i32.and": [0x71],
  "i32.or": [0x72],
  "i32.xor": [0x73],
  "i32.shl": [0x74],
  "i32.shr_s": [0x75],
  "i32.shr_u": [0x76],
  "i32.rotl": [0x77],
  // f32
  "f32.eq": [0x5b],
  "f32.ne": [0x5c],
  "f32.lt": [0x5d],
  "f32.gt": [0x5e],
  "f32.le": [0x5f],
  "f32.ge": [0x60],
  "f32.abs": [0x8b],
  "f32.neg": [0x8c],
  "f32.ceil": [0x8d],
  "f32.floor": [0x8e],
  "f32.nearest": [0x90],
  "f32.sqrt": [0x91],
  "f32.add": [0x92],
  "f32.sub": [0x93],
  "f32.mul": [0x94],
  "f32.div": [0x95],
  "f32.min": [0x96],
  "f32.max": [0x97],
  "f32.copysign": [0x98],
  // f64
  "f64.eq": [0x61],
  "f64.ne": [0x62],
  "f64.lt": [0x63],
  "f64.gt": [0x64],
  "f64.le": [0x65],
  "f64.ge": [0x66],
  "f64.abs": [0x99],
  "f64.neg": [0x9a],
  "f64.ceil": [0x9b],
  "f64.floor": [0x9c],
  "f64.nearest": [0x9e],
  "f64.sqrt": [0x9f],
  "f64.add": [0xa0],
  "f64.sub": [0xa1],
  "f64.mul": [0xa2],
  "f64.div": [0xa3],
  "f64.min": [0xa4],
  "f64.max": [0xa5],
  "f64.copysign": [0xa6],
  // conversions
  "f32.convert_i32_s": [0xb2],
  "f32.convert_i32_u": [0xb3],
  "f32.demote_f64": [0xb6],
  "f64.convert_i32_s": [0xb7],
  "f64.convert_i32_u": [0xb8],
  "f64.promote_f32": [0xbb],
  "i32.reinterpret_f32": [0xbc],
  "f32.reinterpret_i32": [0xbe],
  "i32.trunc_sat_f32_s": [0xfc, 0x00],
  "i32.trunc_sat_f64_s": [0xfc, 0x02],
  // v128
  "i32x4.splat": [0xfd, 17],
  "f32x4.splat": [0xfd, 19],
  "i32x4.eq": [0xfd, 0x37],
  "i32x4.ne": [0xfd, 0x38],
  "i32x4.lt_s": [0xfd, 0x39],
  "i32x4.lt_u": [0xfd, 0x3a],
  "i32x4.gt_s": [0xfd, 0x3b],
  "i32x4.le_s": [0xfd, 0x3d],
  "f32x4.eq": [0xfd, 0x41],
  "f32x4.ne": [0xfd, 0x42],
  "f32x4.lt": [0xfd, 0x43],
  "f32x4.gt": [0xfd, 0x44],
  "f32x4.le": [0xfd, 0x45],
  "f32x4.ge": [0xfd, 0x46],
  "v128.not": [0xfd, 0x4d],
  "v128.and": [0xfd, 0x4e],
  "v128.andnot": [0xfd, 0x4f],
  "v128.or": [0xfd, 0x50],
  "v128.xor": [0xfd, 0x51],
  "v128.bitselect": [0xfd, 0x52],
  "v128.any_true": [0xfd, 0x53],
  "f32x4.ceil": [0xfd, 0x67],
  "f32x4.floor": [0xfd, 0x68],
  "f32x4.trunc": [0xfd, 0x69],
  "f32x4.nearest": [0xfd, 0x6a],
  "i8x16.narrow_i16x8_u": [0xfd, 0x66],
  "i16x8.narrow_i32x4_u": [0xfd, 0x86, 0x01],
  "i16x8.extend_low_i8x16_u": [0xfd, 0x89, 0x01],
  "i32x4.extend_low_i16x8_u": [0xfd, 0xa9, 0x01],
  "i32x4.abs": [0xfd, 0xa0, 0x01],
  "i32x4.neg": [0xfd, 0xa1, 0x01],
  "i32x4.shl": [0xfd, 0xab, 0x01],
  "i32x4.shr_s": [0xfd, 0xac, 0x01],
  "i32x4.shr_u": [0xfd, 0xad, 0x01],
  "i32x4.add": [0xfd, 0xae, 0x01],
  "i32x4.sub": [0xfd, 0xb1, 0x01],
  "i32x4.mul": [0xfd, 0xb5, 0x01],
  "i32x4.min_s": [0xfd, 0xb6, 0x01],
  "i32x4.max_s": [0xfd, 0xb8, 0x01],
  "f32x4.abs": [0xfd, 0xe0, 0x01],
  "f32x4.neg": [0xfd, 0xe1, 0x01],
  "f32x4.sqrt": [0xfd, 0xe3, 0x01],
  "f32x4.add": [0xfd, 0xe4, 0x01],
  "f32x4.sub": [0xfd, 0xe5, 0x01],
  "f32x4.mul": [0xfd, 0xe6, 0x01],
  "f32x4.div": [0xfd, 0xe7, 0x01],
  "f32x4.min": [0xfd, 0xe8, 0x01],
  "f32x4.max": [0xfd, 0xe9, 0x01],
  "f32x4.pmin": [0xfd, 0xea, 0x01],
  "f32x4.pmax": [0xfd, 0xeb, 0x01],
  "i32x4.trunc_sat_f32x4_s": [0xfd, 0xf8, 0x01],
  "i32x4.trunc_sat_f32x4_u": [0xfd, 0xf9, 0x01],
  "f32x4.convert_i32x4_s": [0xfd, 0xfa, 0x01],
  "f32x4.convert_i32x4_u": [0xfd, 0xfb, 0x01],
  "f32x4.relaxed_madd": [0xfd, 0x85, 0x02],
  "f64x2.add": [0xfd, 0xf0, 0x01],
  "f64x2.mul": [0xfd, 0xf2, 0x01],
  "f64x2.relaxed_madd": [0xfd, 0x87, 0x02],
} as const;

/** An instruction without immediates. */
export type Operator = keyof typeof operators;

/** Loads and stores: opcode, and the base-two logarithm of the alignment it may claim. */
const accesses = {
  "i32.load": [[0x28], 2],
  "f32.load": [[0x2a], 2],
  "f64.load": [[0x2b], 3],
  "i32.load8_u": [[0x2d], 0],
  "i32.store": [[0x36], 2],
  "f32.store": [[0x38], 2],
  "f64.store": [[0x39], 3],
  "i32.store8": [[0x3a], 0],
  "v128.load": [[0xfd, 0], 2],
  "v128.load8_splat": [[0xfd, 7], 0],
  "v128.load32_splat": [[0xfd, 9], 2],
  "v128.load64_splat": [[0xfd, 10], 3],
  "v128.store": [[0xfd, 11], 2],
  "v128.load32_zero": [[0xfd, 0x5c], 0],
} as const;

export type MemoryOperator = keyof typeof accesses;

const lanes = {
  "i32x4.extract_lane": 0x1b,
  "i32x4.replace_lane": 0x1c,
  "f32x4.extract_lane": 0x1f,
  "f32x4.replace_lane": 0x20,
  "f64x2.extract_lane": 0x21,
} as const;

const laneAccesses = {
  "v128.load8_lane": [0x54, 0],
  "v128.load32_lane": [0x56, 2],
  "v128.load64_lane": [0x57, 3],
  "v128.store8_lane": [0x58, 0],
  "v128.store32_lane": [0x5a, 2],
  "v128.store64_lane": [0x5b, 3],
} as const;

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) {
      bytes.push(low);
      return bytes;
    }
    bytes.push(low | 0x80);
  }
}

function text(name: string): number[] {
  return [...unsigned(name.length), ...Array.from(name, (letter) => letter.codePointAt(0)!)];
}

/** The body of one function, instruction by instruction. */
export class Code {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
  readonly locals: ValueType[] = [];
  readonly bytes: number[] = [];
  /** What runs first, whenever it was written. */
  readonly prologue: number[] = [];

  constructor(parameters: readonly ValueType[], results: readonly ValueType[] = []) {
    this.parameters = parameters;
    this.results = results;
  }

  /** A new local variable's number. */
  local(type: ValueType): number {
    return this.parameters.length + this.locals.push(type) - 1;
  }

  /** Instructions without immediates, in order. */
  op(...names: Operator[]): this {
    for (const name of names) this.bytes.push(...operators[name]);
    return this;
  }

  get(local: number): this {
    this.bytes.push(0x20, ...unsigned(local));
    return this;
  }

  set(local: number): this {
    this.bytes.push(0x21, ...unsigned(local));
    return this;
  }

  tee(local: number): this {
    this.bytes.push(0x22, ...unsigned(local));
    return this;
  }

  i32(value: number): this {
    this.bytes.push(0x41, ...signed(value));
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

  /** A vector of zeros. */
  zeroVector(): this {
    this.bytes.push(0xfd, 12, ...Array.from({ length: 16 }, () => 0));
    return this;
  }

  /** A load or store at the address on the stack plus `offset`. */
  memory(name: MemoryOperator, offset = 0): this {
    const [opcode, alignment] = accesses[name];
    this.bytes.push(...opcode, alignment, ...unsigned(offset));
    return this;
  }

  lane(name: keyof typeof lanes, lane: number): this {
    this.bytes.push(0xfd, lanes[name], lane);
    return this;
  }

  laneMemory(name: keyof typeof laneAccesses, lane: number, offset = 0): this {
    const [opcode, alignment] = laneAccesses[name];
    this.bytes.push(0xfd, opcode, alignment, ...unsigned(offset), lane);
    return this;
  }

  /** Picks four 32-bit lanes of two vectors: 0–3 of the first, 4–7 of the second. */
  shuffle(...picks: readonly [number, number, number, number]): this {
    this.bytes.push(
      0xfd,
      13,
      ...picks.flatMap((pick) => [0, 1, 2, 3].map((byte) => 4 * pick + byte)),
    );
    return this;
  }

  call(index: number): this {
    this.bytes.push(0x10, ...unsigned(index));
    return this;
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
    this.bytes.push(0x0d, ...unsigned(depth));
    return this;
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

  /** The module's bytes, importing a memory of at least `pages` pages as `memory` from `env`. */
  bytes(pages: number, maximum: number, shared: boolean): Uint8Array {
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
      ...unsigned(pages),
      ...unsigned(maximum),
    ]);
    const functions = this.#functions.map(({ code }) =>
      unsigned(this.#type(code.parameters, code.results)),
    );
    const exports = this.#functions.map(({ name }, i) => [
      ...text(name),
      0x00,
      ...unsigned(this.#imports.length + i),
    ]);
    const bodies = this.#functions.map(({ code }) => {
      const locals = code.locals.flatMap((type) => [1, type]);
      const body = [...unsigned(code.locals.length), ...locals].concat(
        code.prologue,
        code.bytes,
        0x0b,
      );
      return unsigned(body.length).concat(body);
    });
    const section = (id: number, items: readonly number[][]): number[] => {
      const content = unsigned(items.length).concat(...items);
      return [id, ...unsigned(content.length)].concat(content);
    };
    return new Uint8Array(
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00].concat(
        section(
          1,
          this.#types.map(({ bytes }) => bytes),
        ),
        section(2, imports),
        section(3, functions),
        section(7, exports),
        section(10, bodies),
      ),
    );
  }
}
