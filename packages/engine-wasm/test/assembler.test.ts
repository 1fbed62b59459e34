import { describe, expect, test } from "vitest";
import { Code, f32, f64, i32, Module, type Operator, v128 } from "../src/assembler.ts";
import { shuffle } from "../src/shuffle.ts";
import { webAssembly } from "../src/webassembly.ts";
import { compiled, instantiate } from "./instances.ts";

describe("immediates", () => {
  test("integers, at every length of their encoding", () => {
    const magnitudes = Array.from({ length: 31 }, (_, bit) => 2 ** bit);
    const values = magnitudes.flatMap((m) => [m - 1, m, m + 1, -m, 1 - m, -m - 1]);
    for (const value of [...values, 2 ** 31 - 1, -(2 ** 31)]) {
      expect(compiled([], [i32], (code) => code.i32(value))()).toBe(value | 0);
    }
  });

  test("floats, bit for bit", () => {
    for (const value of [0, -0, 1.5, -1e-45, 3.4028234663852886e38, Infinity, -Infinity, NaN]) {
      expect(compiled([], [f32], (code) => code.f32(value))()).toBe(Math.fround(value));
      expect(compiled([], [f64], (code) => code.f64(value))()).toBe(value);
    }
  });

  test("offsets of loads and stores", () => {
    for (const offset of [0, 1, 63, 64, 127, 128, 129, 16_383, 16_384, 65_532]) {
      const write = compiled([i32], [i32], (code) => {
        code.i32(0).get(0).memory("i32.store", offset).i32(0).memory("i32.load", offset);
      });
      expect(write(-123456 - offset)).toBe(-123456 - offset);
    }
  });

  test("numbers of locals beyond one byte, each of its type", () => {
    const f = compiled([i32, f64], [f64], (code) => {
      const locals = Array.from({ length: 300 }, (_, i) =>
        code.local(([i32, f64, f32] as const)[i % 3]!),
      );
      code.get(1).set(locals[298]!).get(0).set(locals[297]!);
      code.get(locals[297]!).op("f64.convert_i32_s").get(locals[298]!).op("f64.add");
    });
    expect(f(3, 0.5)).toBe(3.5);
  });
});

describe("modules", () => {
  test("functions are exported by name, however many there are", () => {
    const module = new Module();
    for (let i = 0; i < 300; i++)
      module.add(`k${i}`, new Code([i32], [i32]).get(0).i32(i).op("i32.add"));
    const { exports } = instantiate(module);
    expect([0, 127, 128, 299].map((i) => exports[`k${i}`]!(1000))).toEqual([
      1000, 1127, 1128, 1299,
    ]);
  });

  test("an import has one number, under which functions call it", () => {
    const module = new Module();
    const twice = module.import("twice", [f64], [f64]);
    const minus = module.import("minus", [f64, f64], [f64]);
    expect([module.import("twice", [f64], [f64]), module.imports]).toEqual([
      twice,
      ["twice", "minus"],
    ]);
    module.add("f", new Code([f64], [f64]).get(0).call(twice).f64(1).call(minus));
    const imports = { twice: (x: number) => 2 * x, minus: (a: number, b: number) => a - b };
    expect(instantiate(module, imports).exports["f"]!(21)).toBe(41);
  });

  test("the memory may be shared", () => {
    const module = new Module();
    module.add("f", new Code([], []));
    expect(webAssembly().validate(module.bytes({ shared: true }))).toBe(true);
    expect(webAssembly().validate(module.bytes({ shared: false }))).toBe(true);
  });
});

describe("control", () => {
  /** How often a body runs that counts in local 1. */
  const count = (run: (code: Code, body: () => void) => void): ((n: number) => number) =>
    compiled([i32], [i32], (code) => {
      const counter = code.local(i32);
      run(code, () => void code.advance(counter, 1));
      code.get(counter);
    });

  test("a loop of known length", () => {
    for (const n of [0, 1, 2, 7, 300]) {
      expect(count((code, body) => code.repeat(n, body))(0)).toBe(n);
    }
  });

  test("a loop whose length is counted in a local", () => {
    const f = count((code, body) => code.repeatLocal(0, body));
    expect([0, 1, 5, 300, -3].map((n) => f(n))).toEqual([0, 1, 5, 300, 0]);
  });

  test("conditions and early exits", () => {
    const f = count((code, body) =>
      code.block(() => {
        body();
        code.get(0).branchIf(0);
        body();
        code.get(0).op("i32.eqz").if(body);
      }),
    );
    expect([f(0), f(1)]).toEqual([3, 1]);
  });

  test("nothing is added where there is nothing to add", () => {
    expect(new Code([i32]).advance(0, 0).bytes).toEqual([]);
  });
});

/** Each operator with the types it takes and gives, `4` for a vector, in the notation of a signature. */
const signatures: Readonly<Record<string, readonly Operator[]>> = {
  "i i > i": [
    ...(["i32.eq", "i32.ne", "i32.lt_s", "i32.lt_u", "i32.gt_s", "i32.le_s", "i32.ge_s"] as const),
    ...(["i32.add", "i32.sub", "i32.mul", "i32.div_u", "i32.rem_u", "i32.and"] as const),
    ...(["i32.or", "i32.xor", "i32.shl", "i32.shr_s", "i32.shr_u"] as const),
  ],
  "i > i": ["i32.eqz"],
  "f f > i": ["f32.eq", "f32.ne", "f32.lt", "f32.gt", "f32.le"],
  "f f > f": ["f32.add", "f32.sub", "f32.mul", "f32.div", "f32.min", "f32.max", "f32.copysign"],
  "f > f": ["f32.abs", "f32.neg", "f32.ceil", "f32.floor", "f32.nearest", "f32.sqrt"],
  "d d > i": ["f64.eq", "f64.ne", "f64.lt", "f64.gt", "f64.le"],
  "d d > d": ["f64.add", "f64.sub", "f64.mul", "f64.div", "f64.min", "f64.max", "f64.copysign"],
  "d > d": ["f64.abs", "f64.neg", "f64.ceil", "f64.floor", "f64.nearest", "f64.sqrt"],
  "i > f": ["f32.convert_i32_s"],
  "d > f": ["f32.demote_f64"],
  "i > d": ["f64.convert_i32_s"],
  "f > d": ["f64.promote_f32"],
  "i > 4": ["i32x4.splat"],
  "f > 4": ["f32x4.splat"],
  "4 > i": ["v128.any_true"],
  "4 i > 4": ["i32x4.shl", "i32x4.shr_s", "i32x4.shr_u"],
  "4 > 4": [
    ...(["v128.not", "f32x4.ceil", "f32x4.floor", "f32x4.trunc", "f32x4.nearest"] as const),
    ...([
      "i16x8.extend_low_i8x16_u",
      "i32x4.extend_low_i16x8_u",
      "i32x4.abs",
      "i32x4.neg",
    ] as const),
    ...(["f32x4.abs", "f32x4.neg", "f32x4.sqrt", "i32x4.trunc_sat_f32x4_s"] as const),
    ...(["f32x4.convert_i32x4_s"] as const),
  ],
  "4 4 > 4": [
    ...(["i32x4.eq", "i32x4.ne", "i32x4.lt_s", "i32x4.lt_u", "i32x4.gt_s", "i32x4.le_s"] as const),
    ...(["f32x4.eq", "f32x4.ne", "f32x4.lt", "f32x4.gt", "f32x4.le", "f32x4.ge"] as const),
    ...(["v128.and", "v128.andnot", "v128.or", "v128.xor", "i8x16.narrow_i16x8_u"] as const),
    ...(["i16x8.narrow_i32x4_u", "i32x4.add", "i32x4.sub", "i32x4.mul", "i32x4.min_s"] as const),
    ...(["i32x4.max_s", "f32x4.add", "f32x4.sub", "f32x4.mul", "f32x4.div", "f32x4.min"] as const),
    ...(["f32x4.max", "f32x4.pmin", "f32x4.pmax"] as const),
  ],
  "4 4 4 > 4": ["v128.bitselect"],
};

const types = { i: i32, f: f32, d: f64, "4": v128 } as const;

test.each(Object.entries(signatures))("operators of %s", (signature, operators) => {
  const [takes, gives] = signature
    .split(" > ")
    .map((side) => side.split(" ").map((letter) => types[letter as keyof typeof types]));
  for (const operator of operators) {
    const module = new Module();
    const code = new Code(takes!, gives);
    takes!.forEach((_, i) => code.get(i));
    module.add("f", code.op(operator));
    expect([operator, webAssembly().validate(module.bytes({ shared: false }))]).toEqual([
      operator,
      true,
    ]);
  }
});

describe("vectors", () => {
  /** The four lanes that a body leaves, of the lanes `1, 2, 3, 4` and `5, 6, 7, 8`. */
  function lanes(body: (code: Code) => void): number[] {
    const module = new Module();
    const code = new Code([], []);
    code.i32(32);
    body(code);
    module.add("f", code.memory("v128.store"));
    const { exports, memory } = instantiate(module);
    new Float32Array(memory.buffer).set([1, 2, 3, 4, 5, 6, 7, 8]);
    exports["f"]!();
    return [...new Float32Array(memory.buffer, 32, 4)];
  }

  test("are loaded and stored, whole and lane by lane", () => {
    expect(lanes((code) => code.i32(0).memory("v128.load", 16))).toEqual([5, 6, 7, 8]);
    expect(lanes((code) => code.i32(4).memory("v128.load32_splat", 4))).toEqual([3, 3, 3, 3]);
    expect(lanes((code) => code.i32(4).memory("v128.load32_zero"))).toEqual([2, 0, 0, 0]);
    expect(
      lanes((code) => code.i32(4).i32(0).memory("v128.load").laneMemory("v128.load32_lane", 2, 24)),
    ).toEqual([1, 2, 8, 4]);
    expect(
      lanes((code) => {
        code.i32(0).i32(0).memory("v128.load").laneMemory("v128.store32_lane", 3, 4);
        code.i32(0).memory("v128.load");
      }),
    ).toEqual([1, 4, 3, 4]);
  });

  test("give and take single lanes", () => {
    expect(
      lanes((code) => {
        code.i32(0).memory("v128.load");
        code.i32(16).memory("v128.load").lane("f32x4.extract_lane", 1);
        code.lane("f32x4.replace_lane", 3);
      }),
    ).toEqual([1, 2, 3, 6]);
  });

  test("are shuffled", () => {
    const both = (code: Code): Code => code.i32(0).memory("v128.load").i32(16).memory("v128.load");
    expect(lanes((code) => shuffle(both(code), [0, 4, 1, 5]))).toEqual([1, 5, 2, 6]);
    expect(lanes((code) => shuffle(both(code), [7, 7, 2, 0]))).toEqual([8, 8, 3, 1]);
  });
});
