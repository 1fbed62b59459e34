import { tensor, zeros } from "@chainrule/tensor";
import { expect, test } from "vitest";
import { readNpz, writeNpy, writeNpz } from "../src/index.ts";
import { zip } from "../src/zip.ts";

const arrays = {
  x: tensor([
    [1, 2.5],
    [NaN, -0],
  ]),
  ["é/y"]: tensor([1, 2, 3], { dtype: "int32" }),
  ["__proto__"]: tensor(true),
  none: zeros([0, 3], { dtype: "float64" }),
};

test.each([false, true])(
  "arrays come back as they were written, compressed: %s",
  async (compress) => {
    const bytes = await writeNpz(arrays, { compress });
    const within = new Uint8Array(bytes.length + 3);
    within.set(bytes, 3);
    const read = await readNpz(within.subarray(3));
    expect(Object.keys(read)).toEqual(Object.keys(arrays));
    for (const [name, x] of Object.entries(arrays)) {
      expect([read[name]!.dtype, read[name]!.shape]).toEqual([x.dtype, x.shape]);
      expect(read[name]!.data()).toEqual(x.data());
    }
    expect(await writeNpz(arrays, { compress })).toEqual(bytes);
  },
);

test("no arrays", async () => {
  expect(await readNpz(await writeNpz({}))).toEqual({});
});

test("a comment may follow the directory, and say what ends one", async () => {
  const bytes = await writeNpz({ x: tensor([1]) });
  const comment = Uint8Array.of(0x50, 0x4b, 5, 6, ...Array.from({ length: 30 }, () => 0));
  const commented = Uint8Array.from([...bytes, ...comment]);
  commented[bytes.length - 2] = comment.length;
  expect((await readNpz(commented))["x"]!.toArray()).toEqual([1]);
});

/** An archive of one array, with the number of `width` bytes at `at` after a record that begins with `magic` changed. */
async function changed(
  magic: number,
  at: number,
  width: 2 | 4,
  value: number,
): Promise<Uint8Array> {
  const bytes = await writeNpz({ x: tensor([1, 2]) }, { compress: true });
  const view = new DataView(bytes.buffer);
  let place = bytes.length - 4;
  while (view.getUint32(place, true) !== magic) place--;
  if (width === 2) view.setUint16(place + at, value, true);
  else view.setUint32(place + at, value, true);
  return bytes;
}

const [entry, end] = [0x02014b50, 0x06054b50];
const name = "data.npz";

test.each<[what: string, bytes: () => Promise<Uint8Array> | Uint8Array, sentence: string]>([
  [
    "nothing",
    () => new Uint8Array(0),
    "expected a zip archive, which ends with its directory; got 0 other bytes.",
  ],
  [
    "an array alone",
    () => writeNpy(tensor([1])),
    "expected a zip archive, which ends with its directory; got 132 other bytes.",
  ],
  [
    "an archive that is cut",
    async () => (await writeNpz({ x: tensor([1]) })).subarray(0, -1),
    "expected a zip archive, which ends with its directory; got 239 other bytes.",
  ],
  ["zip64, of many files", () => changed(end, 10, 2, 0xffff), "the archive must be below 4 GiB"],
  [
    "zip64, of long files",
    () => changed(entry, 24, 4, 0xffffffff),
    "the archive must be below 4 GiB",
  ],
  ["zip64, far away", () => changed(end, 16, 4, 0xffffffff), "the archive must be below 4 GiB"],
  ["a part of several", () => changed(end, 4, 2, 1), "the archive must be in one part"],
  ["encryption", () => changed(entry, 8, 2, 1), "x.npy must not be encrypted."],
  [
    "another method",
    () => changed(entry, 10, 2, 12),
    "x.npy must be stored or deflated (method 0 or 8); got 12.",
  ],
  [
    "more entries than there are",
    () => changed(end, 10, 2, 3),
    "the directory must have 3 entries; got 1 that are whole.",
  ],
  [
    "a directory elsewhere",
    () => changed(end, 16, 4, 3),
    "the directory must have 1 entries; got 0 that are whole.",
  ],
  ["a wrong check sum", () => changed(entry, 16, 4, 7), "x.npy must have the check sum 7; got "],
  ["a file that is longer", () => changed(entry, 24, 4, 137), "x.npy needs 137 bytes; got 136."],
  ["a file that is shorter", () => changed(entry, 24, 4, 9), "x.npy needs 9 bytes; got more."],
  [
    "a file that is impossibly long",
    () => changed(entry, 24, 4, 0x7fffffff),
    "x.npy needs 2147483647 bytes; got at most ",
  ],
  [
    "data that is stored, but short",
    () => changed(entry, 10, 2, 0),
    "x.npy needs 136 bytes; got at most ",
  ],
  ["data elsewhere", () => changed(entry, 42, 4, 9), "x.npy needs "],
  [
    "more data than there are",
    () => changed(entry, 20, 4, 200),
    "needs 200 bytes for its files; got ",
  ],
  ["data beyond the end", () => changed(entry, 20, 4, 170), "x.npy needs 170 bytes behind"],
  [
    "data that is cut",
    () => changed(entry, 20, 4, 20),
    "x.npy: the deflated data must be whole; got 20 bytes (",
  ],
  [
    "something else than an array",
    () => zip("zip", new Map([["note.txt", Uint8Array.of(1, 2)]]), false),
    "note.txt: expected an array of numpy.save; got other bytes.",
  ],
  [
    "two files of one name",
    async () => {
      const bytes = await zip(
        "zip",
        new Map(["a", "b"].map((file) => [file, writeNpy(tensor(1))])),
        false,
      );
      return bytes.map((byte, i) => (byte === 0x62 && bytes[i - 1] === 0 ? 0x61 : byte));
    },
    "names must be distinct; got a twice.",
  ],
])("%s is a sentence", async (_, bytes, sentence) => {
  await expect(readNpz(await bytes(), { name })).rejects.toThrow(`${name}: ${sentence}`);
});

test.each<[sentence: string, made: () => Promise<unknown>]>([
  ["npz: needs a Uint8Array; got ArrayBuffer.", () => readNpz(new ArrayBuffer(2) as never)],
  ["writeNpz: needs tensors by name; got Tensor.", () => writeNpz(tensor([1]) as never)],
  ["writeNpz: needs tensors by name; got null.", () => writeNpz(null as never)],
  [
    "readNpz: there is no option typo, only name.",
    () => readNpz(new Uint8Array(0), { typo: 1 } as never),
  ],
  ["writeNpz: there is no option typo, only compress.", () => writeNpz({}, { typo: 1 } as never)],
  ["writeNpz: x must be a tensor; got ", () => writeNpz({ x: [1, 2] as never })],
])("%s", async (sentence, made) => {
  await expect(made()).rejects.toThrow(sentence);
});
