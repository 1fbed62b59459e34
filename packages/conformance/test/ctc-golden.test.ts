import { gradients } from "@chainrule/autograd";
import { ctcLoss, type CtcLossOptions } from "@chainrule/losses";
import { setEngine, type Tensor } from "@chainrule/tensor";
import { afterAll, beforeAll, describe, test } from "vitest";
import { engines, reference } from "./engines.ts";
import { expectClose, load, readGolden, type Saved } from "./golden.ts";

interface Case {
  readonly name: string;
  readonly logits: Saved;
  readonly targets: Saved;
  readonly options: CtcLossOptions;
  readonly upstream: Saved;
  readonly value: Saved;
  readonly gradient: Saved;
}

const { cases } = readGolden<{ readonly cases: readonly Case[] }>("ctc");

describe.each([reference, ...engines])("on the $name engine", (engine) => {
  beforeAll(() => setEngine(engine));
  afterAll(() => setEngine(undefined));

  test.each(cases.map((golden) => [golden.name, golden.options.reduction, golden] as const))(
    "%s, %s: PyTorch's",
    (_name, _reduction, { logits, targets, options, upstream, value, gradient }) => {
      const x = load(logits);
      const loss = ctcLoss(x.logSoftmax(-1) as Tensor, load(targets, "int32"), options) as Tensor;
      const found = gradients(loss, x, { seed: load(upstream) });
      expectClose("value", loss, value);
      expectClose("gradient", found, gradient);
    },
  );
});
