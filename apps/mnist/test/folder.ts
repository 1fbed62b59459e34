import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** An IDX file of bytes. */
export function idx(shape: readonly number[], body: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x800 + shape.length, 0);
  shape.forEach((length, axis) => header.writeUInt32BE(length, 4 + 4 * axis));
  return Uint8Array.from([...header, ...body]);
}

/** Images of `count` digits in turn: digit `d` is a bright bar in rows `2d` to `2d + 5`. */
export function images(count: number): Uint8Array {
  const body = new Uint8Array(count * 784);
  for (let i = 0; i < count; i++) {
    const from = i * 784 + 56 * (i % 10);
    body.fill(200 + (i % 7), from, from + 140);
  }
  return idx([count, 28, 28], body);
}

export function labels(count: number): Uint8Array {
  return idx(
    [count],
    Uint8Array.from({ length: count }, (_, i) => i % 10),
  );
}

/** A temporary folder of a small data set, with some of its files replaced, or left out where `null`. */
export function folder(replaced: Readonly<Record<string, Uint8Array | null>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), "mnist-"));
  const files: Record<string, Uint8Array | null> = {
    "train-images-idx3-ubyte": images(120),
    "train-labels-idx1-ubyte.gz": gzipSync(labels(120)),
    "t10k-images-idx3-ubyte.gz": gzipSync(images(30)),
    "t10k-labels-idx1-ubyte": labels(30),
    ...replaced,
  };
  for (const [name, bytes] of Object.entries(files)) {
    if (bytes !== null) writeFileSync(join(path, name), bytes);
  }
  return path;
}
