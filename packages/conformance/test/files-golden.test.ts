import { parseNpy, parseSafetensors, readNpz, writeNpy, writeNpz } from "@chainrule/data";
import { Affine, BatchNorm2d, Conv2d, Flatten, ReLU, Sequential } from "@chainrule/layers";
import { fromData, type Tensor } from "@chainrule/tensor";
import { describe, expect, test } from "vitest";
import { load, numbers, readGolden, type Saved } from "./golden.ts";

interface File extends Saved {
  readonly descr: string;
  readonly bytes: string;
}

const golden = readGolden<{
  readonly npy: readonly File[];
  readonly npz: Readonly<Record<"stored" | "compressed", string>> & {
    readonly arrays: Readonly<Record<string, Saved>>;
  };
  readonly types: { readonly bytes: string; readonly tensors: Readonly<Record<string, Saved>> };
  readonly model: {
    readonly bytes: string;
    readonly input: readonly number[];
    readonly output: readonly number[];
  };
}>("files");

const bytesOf = (base64: string): Uint8Array => Buffer.from(base64, "base64");

describe("files of numpy.save", () => {
  test.each(golden.npy.map((file) => [file.descr, file.shape, file] as const))(
    "%s %j",
    (_descr, shape, file) => {
      const x = parseNpy(bytesOf(file.bytes));
      expect(x.shape).toEqual(shape);
      expect([...x.data()]).toEqual(numbers(file));
    },
  );

  // What writeNpy writes: its dtypes, by rows, in version 1 of the format.
  const own = golden.npy.filter(({ descr, bytes }) => {
    const text = atob(bytes);
    const isOwn = ["<f4", "<f8", "<i4", "|u1", "|b1"].includes(descr);
    return isOwn && text[6] === "\x01" && text.includes("'fortran_order': False");
  });

  test.each(own.map((file) => [file.descr, file.shape, file] as const))(
    "are written to the byte: %s %j",
    (_descr, _shape, file) => {
      const bytes = bytesOf(file.bytes);
      expect(Buffer.from(writeNpy(parseNpy(bytes))).toString("latin1")).toBe(
        Buffer.from(bytes).toString("latin1"),
      );
    },
  );
});

test.each(["stored", "compressed"] as const)("files of numpy.savez, %s", async (kind) => {
  const { arrays, [kind]: base64 } = golden.npz;
  const read = await readNpz(bytesOf(base64));
  expect(Object.keys(read)).toEqual(Object.keys(arrays));
  for (const [name, saved] of Object.entries(arrays)) {
    expect([name, read[name]!.shape]).toEqual([name, saved.shape]);
    expect([name, ...read[name]!.data()]).toEqual([name, ...numbers(saved)]);
  }
  const again = await readNpz(await writeNpz(read, { compress: kind === "compressed" }));
  expect(Object.entries(again).map(([name, x]) => [name, x.toArray()])).toEqual(
    Object.entries(read).map(([name, x]) => [name, x.toArray()]),
  );
});

test("safetensors of all types of elements", () => {
  const { tensors } = parseSafetensors(bytesOf(golden.types.bytes));
  expect(Object.keys(tensors)).toEqual(Object.keys(golden.types.tensors));
  for (const [name, saved] of Object.entries(golden.types.tensors)) {
    expect([name, tensors[name]!.shape]).toEqual([name, saved.shape]);
    expect([name, ...tensors[name]!.data]).toEqual([name, ...numbers(saved)]);
  }
  const dtypes = ["F16", "BF16", "F64", "I64", "U8", "BOOL"].map((name) => tensors[name]!.dtype);
  expect(dtypes).toEqual(["float32", "float32", "float64", "int32", "uint8", "bool"]);
});

test("PyTorch's weights give PyTorch's results", () => {
  const { tensors, metadata } = parseSafetensors(bytesOf(golden.model.bytes));
  expect(metadata).toEqual({ format: "pt" });
  const model = new Sequential(
    new Conv2d(1, 4, 3),
    new BatchNorm2d(4),
    new ReLU(),
    new Flatten(),
    new Affine(64, 3),
  );
  const names: Readonly<Record<string, string>> = {
    running_mean: "runningMean",
    running_var: "runningVariance",
  };
  const state = Object.entries(tensors)
    .filter(([name]) => !name.endsWith("num_batches_tracked"))
    .map(([name, saved]) => {
      const [layer, part] = name.split(".") as [string, string];
      const isAffine = name === "4.weight";
      const value: Tensor = fromData(saved.data as Float32Array, saved.shape);
      const turned = isAffine ? value.transpose() : value;
      return [
        `${layer}.${names[part] ?? part}`,
        { shape: turned.shape, dtype: turned.dtype, data: turned.data() },
      ] as const;
    });
  model.loadStateDict(Object.fromEntries(state));
  const x = load({ shape: [2, 1, 6, 6], data: golden.model.input }, "float32");
  const output = model.evaluate().forward(x).data();
  expect(output).toHaveLength(golden.model.output.length);
  for (const [i, value] of output.entries()) expect(value).toBeCloseTo(golden.model.output[i]!, 5);
});
