import { checkKind, checkNames, kindOf } from "@chainrule/graph";
import { Tensor } from "@chainrule/tensor";
import { parseNpy, writeNpy } from "./npy.ts";
import { unzip, zip } from "./zip.ts";

/** What NumPy adds to the names of arrays. */
const extension = ".npy";

/**
 * Reads several arrays by name, as `numpy.savez` and `numpy.savez_compressed` write them: a zip archive of what `parseNpy` reads, with check sums. It runs in browsers and in Node, on bytes from `fetch` or `readFile`.
 *
 * Throws (rejects with) an `Error` of one sentence, which begins with `name`, if the archive is not whole, holds anything but arrays of numbers, or has 4 GiB and the long numbers of zip64; with a `RangeError` if an integer does not fit int32.
 *
 * The format is described in NumPy's manual, `numpy.lib.format`.
 *
 * ```ts
 * import { readNpz, writeNpz } from "@chainrule/data";
 * import { tensor } from "@chainrule/tensor";
 *
 * const bytes = await writeNpz({ x: tensor([1, 2]), y: tensor([[3]]) });
 * const { x, y } = await readNpz(bytes);
 * x; // => [1, 2]
 * y; // => [[3]]
 * ```
 */
export async function readNpz(
  bytes: Uint8Array,
  options: { readonly name?: string } = {},
): Promise<Record<string, Tensor>> {
  checkNames("readNpz", options, { name: 0 });
  const { name = "npz" } = options;
  const files = await unzip(name, bytes);
  const arrays = Array.from(files, ([file, contents]) => {
    const key = file.endsWith(extension) ? file.slice(0, -extension.length) : file;
    return [key, parseNpy(contents, { name: `${name}: ${file}` })] as const;
  });
  return Object.fromEntries(arrays);
}

/**
 * The bytes of a file that `numpy.load` reads: arrays by name, as they are, or smaller with `compress`. Equal tensors give equal files.
 *
 * Throws (rejects) where a value is no tensor, or cannot be read, and where there are 65535 or more, or 4 GiB.
 *
 * ```ts
 * import { writeNpz } from "@chainrule/data";
 * import { zeros } from "@chainrule/tensor";
 *
 * const x = zeros([100, 100]);
 * (await writeNpz({ x })).length > 40_000; // => true
 * (await writeNpz({ x }, { compress: true })).length < 400; // => true
 * ```
 */
export async function writeNpz(
  tensors: Readonly<Record<string, Tensor>>,
  options: { readonly compress?: boolean } = {},
): Promise<Uint8Array> {
  checkNames("writeNpz", options, { compress: 0 });
  const given: unknown = tensors;
  if (Object(given) !== given || given instanceof Tensor) {
    throw new TypeError(`writeNpz: needs tensors by name; got ${kindOf(given)}.`);
  }
  const files = new Map(
    Object.entries(tensors).map(([key, x]) => {
      checkKind("writeNpz", key, x, Tensor, "a tensor");
      return [`${key}${extension}`, writeNpy(x)];
    }),
  );
  return zip("writeNpz", files, options.compress ?? false);
}
