import { setEngine, type Tensor } from "@chainrule/tensor";
import { afterAll, describe, expect, test } from "vitest";
import { caseNames, readCase } from "../src/onnx/cases.ts";
import { Excluded } from "../src/onnx/model.ts";
import { checkOperators, run } from "../src/onnx/run.ts";
import { engines, reference } from "./engines.ts";

/** ONNX's own operator cases, which are not in this repository: Debian's `libonnx-testdata`. */
const names = caseNames();

/** Which cases of an operator pass, by engine. */
const passed = new Map<string, { all: number; good: number }>();
const excluded = new Map<string, string[]>();

/** What differs by more than ONNX's own tests allow. */
function differences(found: Tensor, expected: Tensor): string[] {
  if (String(found.shape) !== String(expected.shape)) {
    return [`shape [${String(found.shape)}] instead of [${String(expected.shape)}]`];
  }
  if (found.dtype !== expected.dtype) return [`${found.dtype} instead of ${expected.dtype}`];
  const [data, golden] = [found.data(), expected.data()];
  return [...golden].flatMap((value, i) => {
    const got = data[i]!;
    const fits =
      Object.is(got, value) ||
      got === value ||
      Math.abs(got - value) <= 1e-7 + 1e-3 * Math.abs(value);
    return fits ? [] : [`[${i}] is ${got} instead of ${value}`];
  });
}

describe.skipIf(names.length === 0)("ONNX's operator cases", () => {
  for (const engine of [reference, ...engines]) {
    test.for(names)(`%s on the ${engine.name} engine`, (name, context) => {
      setEngine(engine);
      let counted: { all: number; good: number } | undefined;
      try {
        const { model, inputs, outputs, operator } = readCase(name);
        checkOperators(model);
        counted = passed.get(operator) ?? { all: 0, good: 0 };
        passed.set(operator, counted);
        counted.all++;
        const found = run(model, inputs);
        outputs.forEach((expected, i) => {
          expect(differences(found[i]!, expected).slice(0, 3)).toEqual([]);
        });
        counted.good++;
      } catch (error) {
        if (!(error instanceof Excluded)) throw error;
        if (counted !== undefined) counted.all--;
        const list = excluded.get(error.message) ?? [];
        if (!list.includes(name)) list.push(name);
        excluded.set(error.message, list);
        context.skip();
      } finally {
        setEngine(undefined);
      }
    });
  }

  afterAll(() => {
    for (const [operator, { all }] of passed) if (all === 0) passed.delete(operator);
    const counts = [...passed.values()];
    const [good, all] = [
      counts.reduce((sum, count) => sum + count.good, 0),
      counts.reduce((sum, count) => sum + count.all, 0),
    ];
    const lines = [...passed]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([operator, count]) => `${operator}: ${count.good} / ${count.all}`);
    const left = [...excluded].map(([reason, list]) => `${reason}: ${list.length}`);
    console.log(
      [
        `ONNX's cases, on ${1 + engines.length} engines: ${good} / ${all} pass (${((100 * good) / all).toFixed(2)} %).`,
        ...lines,
        `Left out, by what the library does not have: ${left.toSorted().join("; ")}.`,
      ].join("\n"),
    );
  });
});
