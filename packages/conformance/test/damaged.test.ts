import { gzipSync } from "node:zlib";
import {
  parseIdx,
  parseNpy,
  parseSafetensors,
  readIdx,
  readNpz,
  writeNpy,
  writeNpz,
  writeSafetensors,
} from "@chainrule/data";
import { Affine, BatchNorm1d, Module, type SavedTensor, Sequential } from "@chainrule/layers";
import { Adam } from "@chainrule/optimizers";
import { Parameter, State, type Tensor, tensor } from "@chainrule/tensor";
import * as fc from "fast-check";
import { expect, test } from "vitest";

// What was saved may come back from a disk or a network as something else: every such file is a sentence, or loads what it says.

/** What JavaScript itself says where a mistake went too far. */
const internal =
  /Cannot |is not a function|is not iterable|not a constructor|Invalid|allocation|call stack|NaN|undefined/;

/** What `act` throws. One that is no sentence in the name of `name` fails. */
function complaint(name: RegExp, act: () => void): string | null {
  try {
    act();
    return null;
  } catch (error) {
    return sentence(name, error);
  }
}

function sentence(name: RegExp, error: unknown): string {
  const { message } = error as Error;
  expect(message).toMatch(name);
  expect(message).toMatch(/\.$/);
  // What came may say anything.
  expect(message.replace(/; got .*/s, "")).not.toMatch(internal);
  expect(message.length).toBeLessThan(400);
  return message;
}

type Harm = (bytes: Uint8Array) => Uint8Array;

/** One harm that is done to bytes, in place or by giving others. */
const harm = fc.oneof(
  fc.nat(4096).map(
    (at): Harm =>
      (bytes) =>
        bytes.subarray(0, at % (bytes.length + 1)),
  ),
  fc.nat(4096).map(
    (at): Harm =>
      (bytes) =>
        bytes.subarray(at % (bytes.length + 1)),
  ),
  fc.nat(4096 * 8).map((bit): Harm => (bytes) => {
    if (bytes.length > 0) bytes[(bit >> 3) % bytes.length]! ^= 1 << (bit & 7);
    return bytes;
  }),
  fc.tuple(fc.nat(20), fc.constantFrom(0, 1, 127, 128, 255)).map(([at, byte]): Harm => (bytes) => {
    if (at < bytes.length) bytes[at] = byte;
    return bytes;
  }),
  fc.uint8Array({ minLength: 1, maxLength: 9 }).map(
    (more): Harm =>
      (bytes) =>
        Uint8Array.from([...bytes, ...more]),
  ),
);
const harms = fc.array(harm, { minLength: 1, maxLength: 4 });

const widths: Readonly<Record<number, number>> = { 8: 1, 9: 1, 11: 2, 12: 4, 13: 4, 14: 8 };

/** An IDX file of some bytes. */
const file = fc
  .tuple(fc.constantFrom(8, 9, 11, 12, 13, 14), fc.array(fc.nat(4), { maxLength: 3 }))
  .chain(([type, shape]) => {
    const size = widths[type]! * shape.reduce((product, length) => product * length, 1);
    const header = [0, 0, type, shape.length, ...shape.flatMap((length) => [0, 0, 0, length])];
    return fc
      .uint8Array({ minLength: size, maxLength: size })
      .map((body) => Uint8Array.from([...header, ...body]));
  });

/** That `bytes`, which were read, say what was read. */
function expectSaid(bytes: Uint8Array, read: Tensor): void {
  const [, , type, rank] = bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  expect(read.shape).toEqual(Array.from({ length: rank! }, (_, i) => view.getUint32(4 + 4 * i)));
  expect(bytes.length).toBe(4 + 4 * rank! + read.size * widths[type!]!);
  const said = type === 8 ? bytes.slice(4 + 4 * rank!) : read.data();
  expect(read.data()).toEqual(said);
}

test("a damaged IDX file", () => {
  fc.assert(
    fc.property(file, harms, (whole, all) => {
      const bytes = all.reduce<Uint8Array>((before, one) => one(before), whole.slice());
      complaint(/^digits: /, () => expectSaid(bytes, parseIdx(bytes.slice(), { name: "digits" })));
    }),
    { numRuns: 3000, seed: 1 },
  );
});

test("a damaged gzip file", async () => {
  await fc.assert(
    fc.asyncProperty(file, harms, async (whole, all) => {
      const bytes = all.reduce<Uint8Array>(
        (before, one) => one(before),
        Uint8Array.from(gzipSync(whole)),
      );
      try {
        const read = await readIdx(bytes, { name: "digits" });
        // It has a check sum of what is in it.
        expectSaid(whole, read);
      } catch (error) {
        sentence(/^digits: /, error);
      }
    }),
    { numRuns: 300, seed: 2 },
  );
});

const element = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(NaN, Infinity, 0.5));

/** The files of a few tensors. */
const files = fc.dictionary(fc.string({ maxLength: 4 }), fc.array(element, { maxLength: 4 }), {
  maxKeys: 3,
});

test("a damaged safetensors file", () => {
  fc.assert(
    fc.property(files, harms, (tensors, all) => {
      const whole = writeSafetensors(
        Object.fromEntries(Object.entries(tensors).map(([name, data]) => [name, tensor(data)])),
      );
      const bytes = all.reduce<Uint8Array>((before, one) => one(before), whole.slice());
      complaint(/^weights: /, () => {
        const read = parseSafetensors(bytes.slice(), { name: "weights" }).tensors;
        const sizes = Object.values(read).map(({ shape, data }) => {
          expect(data).toHaveLength(shape.reduce((product, length) => product * length, 1));
          return data.length;
        });
        // No element is read twice.
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(bytes.length);
      });
    }),
    { numRuns: 3000, seed: 3 },
  );
});

test("a damaged npy file", () => {
  fc.assert(
    fc.property(fc.array(element, { minLength: 1, maxLength: 9 }), harms, (data, all) => {
      const whole = writeNpy(tensor(data));
      const bytes = all.reduce<Uint8Array>((before, one) => one(before), whole.slice());
      complaint(/^x\.npy: /, () => {
        const read = parseNpy(bytes.slice(), { name: "x.npy" });
        expect(read.size).toBeLessThanOrEqual(bytes.length);
      });
    }),
    { numRuns: 3000, seed: 4 },
  );
});

test("a damaged npz file", async () => {
  await fc.assert(
    fc.asyncProperty(files, fc.boolean(), harms, async (tensors, compress, all) => {
      const entries = Object.entries(tensors).map(([name, data]) => [name, tensor(data)] as const);
      const whole = await writeNpz(Object.fromEntries(entries), { compress });
      const bytes = all.reduce<Uint8Array>((before, one) => one(before), whole.slice());
      try {
        const read = await readNpz(bytes, { name: "x.npz" });
        // Names have no check sum; arrays do.
        const values = Object.values(read).map((x) => x.toArray());
        const written = entries.map(([, x]) => x.toArray());
        for (const value of values) expect(written).toContainEqual(value);
      } catch (error) {
        sentence(/^x\.npz: /, error);
      }
    }),
    { numRuns: 1000, seed: 7 },
  );
});

test("lengths that no file has", () => {
  const lengths = (...all: readonly number[]): Uint8Array =>
    Uint8Array.from([0, 0, 8, all.length, ...all.flatMap((n) => [n, 255, 255, 255])]);
  for (const bytes of [
    lengths(255, 255),
    lengths(...Array.from({ length: 255 }, () => 255)),
    lengths(127, 0, 255),
  ]) {
    expect(complaint(/^idx: needs /, () => parseIdx(bytes))).not.toBeNull();
  }
  const many = lengths(...Array.from({ length: 40 }, () => 127));
  many.fill(0, 4, 8);
  const tooLong = lengths(0, 255);
  tooLong.fill(0, 4, 8);
  expect(parseIdx(many).size).toBe(0);
  expect(() => parseIdx(tooLong)).toThrow("idx: lengths must be below 2³¹; got 4294967295.");
});

class Net extends Module {
  readonly layers = new Sequential(new Affine(2, 3), new BatchNorm1d(3));
  readonly count = new State(tensor([3, 250], { dtype: "int32" }));
  readonly mask = new State([true, false, true]);
  forward(): void {}
}

type Saved = Record<string, SavedTensor>;

/** What may stand where a value, its shape or its elements were. */
const anything = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, true, 1, "", "float32", {}, [], [null], NaN),
  fc.array(fc.double(), { maxLength: 6 }),
  fc.array(fc.integer({ min: -2, max: 300 }), { maxLength: 6 }),
  fc.float32Array({ maxLength: 6 }),
  fc.int32Array({ maxLength: 6 }),
  fc.bigInt64Array({ maxLength: 6 }),
  fc.uint8Array({ minLength: 8, maxLength: 8 }).map(({ buffer }) => new DataView(buffer)),
  fc.constantFrom<unknown>([2 ** 31, 2 ** 31], [Infinity], [-1], [0.5], ["2", "3"]),
  // An array that says it is long.
  fc.constant(Object.assign([], { length: 4e9 })),
);

type Change = (saved: Record<string, unknown>) => void;

/** The name of one of the values. */
function nameIn(saved: Record<string, unknown>, i: number): string {
  const names = Object.keys(saved);
  return names[i % names.length]!;
}

/** One harm that is done to what was saved. */
const change = fc.oneof(
  fc.nat().map((i): Change => (saved) => {
    delete saved[nameIn(saved, i)];
  }),
  fc.string({ maxLength: 8 }).map((name): Change => (saved) => {
    saved[name] = Object.values(saved)[0];
  }),
  fc.tuple(fc.nat(), anything).map(([i, value]): Change => (saved) => {
    saved[nameIn(saved, i)] = value;
  }),
  fc
    .tuple(fc.nat(), fc.constantFrom("shape", "dtype", "data"), anything)
    .map(([i, part, value]): Change => (saved) => {
      const name = nameIn(saved, i);
      saved[name] = { ...(saved[name] as object), [part]: value };
    }),
);

/** What may come back in place of something saved. */
function damaged(saved: Saved, changes: readonly Change[]) {
  const state: Record<string, unknown> = { ...saved };
  for (const one of changes) one(state);
  return state as Saved;
}

const some = fc.array(change, { minLength: 1, maxLength: 3 });

/** What a state dict is after `saved` was loaded, where it was `before`: elements of the same kind. */
function loaded(before: Saved, saved: Saved): Saved {
  const entries = Object.entries(before).map(([name, { dtype, data }]) => {
    const { shape, data: said } = saved[name]!;
    return [name, { shape, dtype, data: (data as Float32Array).map((_, i) => said[i]!) }] as const;
  });
  return Object.fromEntries(entries);
}

test("a damaged state of a module changes nothing, or loads what it says", () => {
  const net = new Net();
  const before = net.stateDict();
  fc.assert(
    fc.property(some, (changes) => {
      const saved = damaged(before, changes);
      const refused = complaint(/^loadStateDict: /, () => net.loadStateDict(saved));
      expect(net.stateDict()).toEqual(refused === null ? loaded(before, saved) : before);
      net.loadStateDict(before);
    }),
    { numRuns: 2000, seed: 5 },
  );
});

test.each([null, undefined, 3, "x"])("%j in place of a state", (state) => {
  expect(() => new Net().loadStateDict(state as never)).toThrow(
    "loadStateDict: the state has no values for ",
  );
  expect(() => new Adam().loadStateDict(state as never)).toThrow(
    `Adam: the state must have names like 0.step; got ${state}.`,
  );
});

test("a damaged state of an optimizer changes nothing, or goes on", () => {
  const parameters = [new Parameter([1, 2], { name: "a" }), new Parameter([[3]], { name: "b" })];
  const trained = new Adam();
  trained.update(parameters, [[1, 2], [[3]]]);
  const before = trained.stateDict();
  fc.assert(
    fc.property(some, fc.boolean(), (changes, seen) => {
      const saved = damaged(before, changes);
      const values = parameters.map((one) => one.toArray());
      const adam = new Adam();
      if (seen) adam.loadStateDict(before);
      if (seen) adam.update(parameters, [[0, 0], [[0]]]);
      const read = (): unknown[] => parameters.map((one) => one.toArray());
      const [known, now] = [adam.stateDict(), read()];
      const refused = complaint(/^Adam: /, () => adam.loadStateDict(saved));
      expect(refused === null ? known : adam.stateDict()).toEqual(known);
      const failed = complaint(/^Adam: /, () => adam.update(parameters, [[1, 1], [[1]]]));
      expect(failed === null ? now : read()).toEqual(now);
      parameters.forEach((one, i) => one.assign(values[i] as never));
    }),
    { numRuns: 1000, seed: 6 },
  );
});
