// What the left columns of the guide's tables of TensorFlow.js's names give: writes names-tensorflow-js.json beside this file.
//
// Needs @tensorflow/tfjs 4.22: node names-tensorflow-js.js FOLDER, where FOLDER has it in node_modules. The names, and what has no entry, are as in names.py.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { compileFunction } from "node:vm";

const tf = createRequire(join(resolve(process.argv[2] ?? "."), "x.js"))("@tensorflow/tfjs");
const here = (name) => new URL(name, import.meta.url);
const { values } = JSON.parse(readFileSync(here("names.json"), "utf8"));

const dtypes = { i: "int32", mask: "bool" };
const given = Object.entries(values).map(([name, value]) => [
  name,
  tf.tensor(value, undefined, dtypes[name]),
]);
const names = { tf, ...Object.fromEntries(given) };

/** A value as JSON; undefined for what has no numbers. */
async function plain(value) {
  if (value instanceof tf.Tensor) return plain(await value.array());
  if (value instanceof Promise) return plain(await value);
  if (ArrayBuffer.isView(value)) return plain([...value]);
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "string") return value;
  if (typeof value === "number")
    return Number.isFinite(value) ? Number(value.toPrecision(7)) : String(value);
  throw new TypeError(typeof value);
}

async function span(code) {
  try {
    const run = compileFunction(`return (${code});`, Object.keys(names));
    const value = run(...Object.values(names));
    const result = await plain(value);
    const again = await plain(run(...Object.values(names)));
    return JSON.stringify(result) === JSON.stringify(again) ? result : { shape: value.shape };
  } catch {
    return undefined;
  }
}

const spans = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code);
const expected = {};
for (const line of readFileSync(here("../guides/from-tensorflow-js.md"), "utf8").split("\n")) {
  const cells = line.split("|");
  if (cells.length !== 4) continue;
  const [left, right] = [spans(cells[1]), spans(cells[2])];
  if (left.length !== right.length) continue;
  for (const code of left) {
    const result = await span(code);
    if (result !== undefined) expected[code] = result;
  }
}
const text = JSON.stringify({ expected: { "from-tensorflow-js.md": expected } }, null, 1);
writeFileSync(here("names-tensorflow-js.json"), `${text.replaceAll(/\n\s+(?=[-\d\][])/g, " ")}\n`);
