// What one core can do at most with 128-bit WebAssembly: multiplications and additions on registers, nothing else.
import type { Probe } from "../library.ts";

declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => {
    readonly exports: { readonly f: (n: number) => number };
  };
};

const v128 = 0x7b;
const i32 = 0x7f;
const f32 = 0x7d;

/** How many times the loop's body does its work. */
const unroll = 8;

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
}

const vector = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];
const get = (local: number): number[] => [0x20, ...unsigned(local)];
const set = (local: number): number[] => [0x21, ...unsigned(local)];
const sized = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes];
const section = (id: number, bytes: readonly number[]): number[] => [id, ...sized(bytes)];
const splat = (value: number): number[] => [
  0x43, // f32.const
  ...new Uint8Array(Float32Array.of(value).buffer),
  ...vector(0x13), // f32x4.splat
];

/**
 * `f(n)`: `n` times `unroll` times `a = a·x + y` on each of `accumulators` vectors, with `f32x4.mul` and `f32x4.add`, or with
 * `f32x4.relaxed_madd`.
 */
function code(accumulators: number, relaxed: boolean): Uint8Array {
  const [n, x, y, first] = [0, 1, 2, 3];
  const locals = Array.from({ length: accumulators }, (_, i) => first + i);
  const step = (a: number): number[] =>
    relaxed
      ? [...get(a), ...get(x), ...get(y), ...vector(0x105), ...set(a)]
      : [...get(a), ...get(x), ...vector(0xe6), ...get(y), ...vector(0xe4), ...set(a)];
  const body = [
    [1, ...unsigned(accumulators + 2), v128],
    [...splat(0.999), ...set(x), ...splat(0.001), ...set(y)],
    [0x03, 0x40], // loop
    Array.from({ length: unroll }, () => locals.flatMap(step)).flat(),
    [...get(n), 0x41, 1, 0x6b, 0x22, n], // n -= 1
    [0x0d, 0, 0x0b], // br_if, end
    locals.flatMap((local, i) => [...get(local), ...(i > 0 ? vector(0xe4) : [])]),
    [...vector(0x1f), 0, 0x0b], // f32x4.extract_lane 0, end
  ].flat();
  return Uint8Array.from(
    [
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, [1, 0x60, 1, i32, 1, f32]),
      section(3, [1, 0]),
      section(7, [1, 1, 0x66, 0, 0]),
      section(10, [1, ...sized(body)]),
    ].flat(),
  );
}

interface Loop {
  readonly name: string;
  /** Floating-point operations for each of `n`. */
  readonly flops: number;
  readonly run: (n: number) => void;
}

/** The loops that this engine validates. */
function loops(): Loop[] {
  return [false, true].flatMap((relaxed) =>
    [8, 10, 12].flatMap((accumulators) => {
      const bytes = code(accumulators, relaxed);
      if (!WebAssembly.validate(bytes)) return [];
      const { f } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
      const name = `${relaxed ? "relaxed_madd" : "mul+add"} on ${accumulators} vectors`;
      return [{ name, flops: accumulators * unroll * 8, run: (n: number): void => void f(n) }];
    }),
  );
}

const iterations = 20_000;

function gigaflops({ flops, run }: Loop): number {
  const start = performance.now();
  run(iterations);
  return (flops * iterations) / (performance.now() - start) / 1e6;
}

/** The loop that does most. */
export async function open(threads: number): Promise<Probe> {
  if (threads !== 1) throw new Error("the probe has one thread");
  let best: Loop | undefined;
  let most = 0;
  const candidates = loops();
  for (let round = 0; round < 5; round++) {
    for (const loop of candidates) {
      const speed = gigaflops(loop);
      if (round > 0 && speed > most) [best, most] = [loop, speed];
    }
  }
  const { name, flops, run } = best!;
  return {
    version: `${name}, ${most.toFixed(0)} GF/s`,
    probe: { call: () => run(iterations) },
    flops: flops * iterations,
  };
}
