import * as metrics from "@chainrule/metrics";
import { setEngine, type Tensor } from "@chainrule/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, reference } from "./engines.ts";
import { expectClose, load, readGolden, type Saved } from "./golden.ts";

type Typed = Saved & { readonly dtype: "float64" | "int32" };

interface Case {
  readonly metric: string;
  readonly inputs: readonly number[];
  readonly rest: readonly unknown[];
  readonly value: Saved | Readonly<Record<string, Saved>>;
}

const functions: ReadonlyMap<string, unknown> = new Map(Object.entries(metrics));
const { data, cases } = readGolden<{
  readonly data: readonly Typed[];
  readonly cases: readonly Case[];
}>("metrics");

/** Whether a value is one array, and not a curve of several. */
function isSaved(value: Case["value"]): value is Saved {
  return Array.isArray(value["data"]);
}

/** Fractions of counts are float32; whatever else has the dtype of the scores, which are float64. */
const tolerance = (x: Tensor): number => (x.dtype === "float32" ? 1e-6 : 1e-10);

describe.each([reference, ...engines])("on the $name engine", (engine) => {
  beforeAll(() => setEngine(engine));
  afterAll(() => setEngine(undefined));

  test.each(cases.map(({ metric, rest }, i) => [metric, JSON.stringify(rest), i] as const))(
    "%s %s is scikit-learn's (%i)",
    (name, _rest, i) => {
      const { inputs, rest, value } = cases[i]!;
      const metric = functions.get(name) as (...given: unknown[]) => unknown;
      const given = inputs.map((place) => load(data[place]!, data[place]!.dtype));
      const result = metric(...given, ...rest);
      if (isSaved(value)) {
        expectClose(name, result as Tensor, value, tolerance(result as Tensor));
        return;
      }
      const curve = result as Readonly<Record<string, Tensor>>;
      expect(Object.keys(curve)).toEqual(Object.keys(value));
      for (const [key, saved] of Object.entries(value)) {
        expectClose(key, curve[key]!, saved, tolerance(curve[key]!));
      }
    },
  );
});
