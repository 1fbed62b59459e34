import { closeSync, mkdirSync, openSync, readSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Input } from "./work.ts";

/** Where a process finds an input. */
export interface Place {
  readonly shape: readonly number[];
  readonly dtype: Input["dtype"];
  readonly path: string;
  readonly offset: number;
}

/** The numbers of an input. */
export type Values = Float32Array | Int32Array | Uint8Array;

/** An input, read. */
export interface Loaded {
  readonly shape: readonly number[];
  readonly data: Values;
}

/** Writes inputs to files, so that a process in any language reads the same numbers. */
export function place(
  inputs: Readonly<Record<string, Input>>,
  folder: string,
): Record<string, Place> {
  mkdirSync(folder, { recursive: true });
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => {
      const { shape, dtype } = input;
      if ("path" in input)
        return [name, { shape, dtype, path: input.path(), offset: input.offset }];
      const path = join(folder, `${name}.bin`);
      writeFileSync(path, input.values());
      return [name, { shape, dtype, path, offset: 0 }];
    }),
  );
}

const arrays = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array };

/** Reads what `place` wrote. */
export function load({ shape, dtype, path, offset }: Place): Loaded {
  const data = new arrays[dtype](shape.reduce((product, n) => product * n, 1));
  const file = openSync(path, "r");
  readSync(file, new Uint8Array(data.buffer), 0, data.byteLength, offset);
  closeSync(file);
  return { shape, data };
}
