import { checkGradients, gradients } from "@chainrule/autograd";
import { l2Penalty, softmaxCrossEntropy } from "@chainrule/losses";
import { Parameter, setEngine, type Tensor } from "@chainrule/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, reference } from "./engines.ts";
import { expectFact, expectNear, fact, type Numbers, of } from "./notebooks.ts";

/** Notebook 001: a network of two layers by hand, in float64, every gradient held against a finite difference. */
const given = {
  w1: [[0.5, 0.4, 0.3]],
  w2: [
    [0.8, -0.1],
    [1.3, 0.15],
    [-1.1, 0.95],
  ],
  b1: [-1, 3, 1],
  b2: [0.65, 0.8],
};
type Given = { readonly [K in keyof typeof given]: Tensor };
const x = of([[2], [-5]]);
const reg = 0.05;

const parameters = (): Given => ({
  w1: of(given.w1),
  w2: of(given.w2),
  b1: of(given.b1),
  b2: of(given.b2),
});

const square = (p: Tensor): Tensor => p.mul(p).sum();

/** What the notebook computes on the way, from any of its stages on. */
interface Stages {
  l1_lin: Tensor;
  l1_relu: Tensor;
  w2_out: Tensor;
  l2_lin: Tensor;
  exps: Tensor;
  sexps: Tensor;
  divexps: Tensor;
  softmax: Tensor;
  neg_log: Tensor;
  loss_data: Tensor;
  loss_reg: Tensor;
  loss: Tensor;
}

/** The forward pass, in the notebook's order of operations; a stage that is `given` is not computed. */
function forward({ w1, w2, b1, b2 }: Given, from: Partial<Stages> = {}): Stages {
  const l1_lin = from.l1_lin ?? x.matmul(w1).add(b1);
  const l1_relu = from.l1_relu ?? l1_lin.relu();
  const w2_out = from.w2_out ?? l1_relu.matmul(w2);
  const l2_lin = from.l2_lin ?? w2_out.add(b2);
  const exps = from.exps ?? l2_lin.exp();
  const sexps = from.sexps ?? exps.sum(1, { keepDims: true });
  const divexps = sexps.reciprocal();
  const softmax = from.softmax ?? exps.mul(divexps);
  const neg_log = softmax
    .gather([[1], [0]], 1)
    .squeeze(1)
    .log()
    .neg();
  const loss_data = neg_log.mean();
  const loss_reg = square(w1).add(square(w2)).add(square(b1)).add(square(b2)).mul(reg);
  const loss = loss_data.add(loss_reg);
  return {
    l1_lin,
    l1_relu,
    w2_out,
    l2_lin,
    exps,
    sexps,
    divexps,
    softmax,
    neg_log,
    loss_data,
    loss_reg,
    loss,
  };
}

/** `values` with `h` added at `index`. */
function moved(values: Numbers, [i, ...rest]: readonly number[], h: number): Numbers {
  if (typeof values === "number") return values + h;
  return values.map((one, at) => (at === i ? moved(one, rest, h) : one));
}

afterAll(() => setEngine(undefined));

describe.each([reference, ...engines].map((engine) => [engine.name, engine] as const))(
  "notebook 001 on %s",
  (_, engine) => {
    beforeAll(() => setEngine(engine));

    test("every value of the forward pass", () => {
      const stages = forward(parameters());
      expectFact(stages.w2_out, "001.w2_out");
      expectFact(stages.l1_lin, "001.l1_lin");
      expect(stages.l1_lin.toArray()).toEqual(fact("001.l1_lin"));
      expectFact(stages.l2_lin, "001.l2_lin");
      expectFact(stages.exps, "001.exps");
      expectFact(stages.softmax, "001.softmax17");
      expectFact(stages.neg_log, "001.neg_log");
    });

    test("the losses, to the last digit", () => {
      const { loss, loss_data, loss_reg } = forward(parameters());
      expect(loss_data.item()).toBe(0.7915085063990551);
      expect(loss_reg.item()).toBe(0.8518750000000002);
      expect(loss.item()).toBe(1.6433835063990552);
      expect([fact("001.loss_data"), fact("001.loss_reg"), fact("001.loss")]).toEqual([
        0.7915085063990551, 0.8518750000000002, 1.6433835063990552,
      ]);
    });

    test("the same losses from the packages", () => {
      const { w1, w2, b1, b2 } = parameters();
      const logits = x.matmul(w1).add(b1).relu().matmul(w2).add(b2);
      const data = softmaxCrossEntropy(logits, [1, 0]);
      const penalty = l2Penalty([w1, w2, b1, b2], reg);
      expectFact(data, "001.loss_data", 1e-15);
      expectFact(penalty, "001.loss_reg", 1e-15);
      expectFact(data.add(penalty), "001.loss", 1e-15);
      expectFact(gradients(data, logits), "001.exact.dx");
    });

    test("every gradient, exact", () => {
      const p = parameters();
      const stages = forward(p);
      const { w1, w2, b1, b2 } = p;
      const { l1_lin, l1_relu, l2_lin, exps, divexps } = stages;
      const found = gradients(stages.loss, {
        w1,
        w2,
        b1,
        b2,
        l1_lin,
        l1_relu,
        l2_lin,
        exps,
        divexps,
      });
      expectFact(found.divexps, "001.exact.ddivexps");
      expectFact(found.exps, "001.exact.dexps");
      expectFact(found.l2_lin, "001.exact.dx");
      expectFact(found.b2, "001.exact.db2");
      expectFact(found.w2, "001.exact.dw2");
      expectFact(found.l1_relu, "001.exact.dl1_relu");
      expectFact(found.l1_lin, "001.exact.dl1_lin");
      expectFact(found.b1, "001.exact.db1");
      expectFact(found.w1, "001.exact.dw1");
      expectFact(found.w2, "001.dw2_emp_vs_exact");
    });

    test("the gradients that the notebook prints, which start from dsoftmax rounded by hand", () => {
      const p = parameters();
      const { softmax, exps, sexps, divexps, l1_relu, l2_lin } = forward(p);
      const seed = [
        [0, -1.78],
        [-0.6839, 0],
      ];
      const targets = { exps, sexps, l2_lin, l1_relu, w1: p.w1, w2: p.w2 };
      const found = gradients(softmax, targets, { seed });
      expectFact(of(seed).mul(divexps), "001.dexps_0");
      expectFact(found.sexps.expand([2, 2]), "001.dexps_1");
      expectFact(found.sexps, "001.dsexps");
      expectFact(found.exps, "001.dexps");
      // The notebook prints row sums that an older formula gave; those of its present code are these.
      expectNear(found.exps.sum(1), [-0.012176792701303167, 0.03287173558196341]);
      expectFact(found.l2_lin, "001.dx");
      expectFact(found.l1_relu, "001.dl1_relu");
      expectFact(found.w1.add(p.w1.mul(2 * reg)), "001.dw1");
      // What the notebook takes for an error of its formula is the rounding of dsoftmax.
      const empirical = of([
        [0.08, -0.01],
        [1.3618186578412406, -1.2168186458438868],
        [0.4652797258586361, -0.48027972709974165],
      ]);
      const difference = empirical.sub(found.w2.add(p.w2.mul(2 * reg)));
      expectNear(difference, fact("001.dw2_diff"), 1e-12);
    });

    test.each<[string, keyof Given | keyof Stages, readonly number[], number, boolean]>([
      // At the kink the sums of products meet 1e-10 and 1e-8, and their last bit is a matter of order.
      ["001.num.w1[0,0]", "w1", [0, 0], 1e-10, false],
      ["001.num.l1_lin[0,0]", "l1_lin", [0, 0], 1e-8, false],
      ["001.num.l1_relu[1,2]", "l1_relu", [1, 2], 1e-8, true],
      ["001.num.w2_out[1,0]", "w2_out", [1, 0], 1e-8, true],
      ["001.num.w2[2,1]", "w2", [2, 1], 1e-10, true],
      ["001.num.b2[1]", "b2", [1], 1e-7, true],
      ["001.num.softmax[0,1]", "softmax", [0, 1], 1e-8, false],
      ["001.num.l2_lin[0,1]", "l2_lin", [0, 1], 1e-8, true],
      ["001.num.exps[1,0]", "exps", [1, 0], 1e-8, true],
      ["001.num.sexps[1,0]", "sexps", [1, 0], 1e-8, true],
      ["001.num.exps[0,0]", "exps", [0, 0], 1e-8, true],
      ["001.num.exps[0,1]", "exps", [0, 1], 1e-8, true],
      ["001.num.exps[1,1]", "exps", [1, 1], 1e-8, true],
      ["001.num.sexps[0,0]", "sexps", [0, 0], 1e-8, false],
      ["001.num.l2_lin[0,0]", "l2_lin", [0, 0], 1e-8, true],
      ["001.num.l2_lin[1,0]", "l2_lin", [1, 0], 1e-8, false],
      ["001.num.l2_lin[1,1]", "l2_lin", [1, 1], 1e-8, false],
    ])("the forward difference %s", (id, stage, index, h, identical) => {
      const p = parameters();
      const before = forward(p);
      const loss = (by: number): number => {
        if (stage in p) {
          const values = moved(given[stage as keyof Given], index, by);
          return forward({ ...p, [stage]: of(values) }).loss.item();
        }
        const values = moved(before[stage as keyof Stages].toArray() as Numbers, index, by);
        return forward(p, { [stage]: of(values) }).loss.item();
      };
      const difference = (loss(h) - before.loss.item()) / h;
      const noise = identical ? 0 : (4 * 2.3e-16) / h;
      expect(Math.abs(difference - fact<number>(id))).toBeLessThanOrEqual(noise);
    });

    test("checkGradients reports l1_lin[0, 0] as a kink, with both derivatives", () => {
      const p = parameters();
      const { l1_lin } = forward(p);
      const kink = fact<Record<string, number>>("001.kink");
      const report = checkGradients((lin: Tensor) => forward(p, { l1_lin: lin }).loss, [l1_lin]);
      expect(report.ok).toBe(true);
      expect(report.kinks).toEqual([
        {
          kind: "kink",
          input: 0,
          index: [0, 0],
          order: 1,
          analytic: 0,
          left: expect.closeTo(0, 6),
          right: expect.closeTo(kink["dl1_relu_00"]!, 6),
        },
      ]);
    });

    test("checkGradients reports w1[0, 0] as a kink: 0.05 from the left, 0.697 from the right", () => {
      const { w1, ...rest } = parameters();
      const report = checkGradients(
        (moving: Tensor) => forward({ ...rest, w1: moving }).loss,
        [w1],
      );
      expect(report.ok).toBe(true);
      const kink = fact<Record<string, number>>("001.kink");
      const [found] = report.kinks;
      expect(report.kinks.length).toBe(1);
      expect([found!.index, found!.analytic]).toEqual([[0, 0], 0.05]);
      expect(found!.left).toBeCloseTo(kink["backward"]!, 6);
      expect(found!.right).toBeCloseTo(kink["forward"]!, 6);
      expect(found!.right).toBeCloseTo(0.6971896916747456, 6);
    });

    test("all other gradients pass, of parameters too", () => {
      const w2 = new Parameter(of(given.w2), { name: "w2" });
      const { w1, b1, b2 } = parameters();
      const report = checkGradients(
        (two: Tensor, b: Tensor) => forward({ w1, w2: two, b1, b2: b }).loss,
        [w2, b2],
      );
      expect([report.ok, report.kinks]).toEqual([true, []]);
      expect(w2.toArray()).toEqual(given.w2);
    });
  },
);
