import type { SavedTensor } from "@chainrule/layers";
import type { ModelName } from "@chainrule/mnist/models";
import { download } from "../mnist/download.ts";
import type { Kept } from "../mnist/kept.ts";
import manifest from "./shipped.json";

/** The numbers of the network that `ship.ts` trained, in the order of `shipped.json`. */
export function unpack(bytes: Uint8Array): Record<string, SavedTensor> {
  const sizes = manifest.tensors.map(({ shape }) => shape.reduce((size, n) => size * n, 1));
  const needed = 4 * sizes.reduce((sum, size) => sum + size, 0);
  if (bytes.length !== needed) {
    throw new Error(`shipped.bin: needs ${needed} bytes; got ${bytes.length}.`);
  }
  const numbers = new Float32Array(bytes.buffer, bytes.byteOffset, needed / 4);
  let at = 0;
  return Object.fromEntries(
    manifest.tensors.map(({ name, shape }, i) => {
      const data = numbers.slice(at, (at += sizes[i]!));
      return [name, { shape, dtype: "float32", data }];
    }),
  );
}

/** The network that the page comes with. */
export async function shipped(): Promise<Kept> {
  const bytes = await download(new URL("./shipped.bin", import.meta.url).href, () => {});
  return {
    network: manifest.network as ModelName,
    accuracy: manifest.accuracy,
    state: unpack(bytes),
  };
}
