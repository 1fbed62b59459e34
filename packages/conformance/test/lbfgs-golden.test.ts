import { gradients } from "@chainrule/autograd";
import { lbfgs } from "@chainrule/optimizers";
import { type DType, Parameter, type Tensor, tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";
import { readGolden } from "./golden.ts";

interface Case {
  readonly x: number[][];
  readonly t: number[];
  readonly c: number;
  readonly p: readonly number[];
  readonly loss: number;
  readonly steps: { readonly scipy: number };
}

const { cases } = readGolden<{ readonly cases: readonly Case[] }>("lbfgs");

/** The regression's minimum, from zeros. */
function fit({ x, t, c }: Case, dtype: DType): { found: ReturnType<typeof lbfgs>; p: number[] } {
  const [inputs, labels] = [tensor(x, { dtype }), tensor(t, { dtype })] as [Tensor, Tensor];
  const w = new Parameter(
    tensor(
      x[0]!.map(() => 0),
      { dtype },
    ),
  );
  const b = new Parameter(tensor(0, { dtype }));
  const tolerances = dtype === "float64" ? { gradientTolerance: 1e-10, changeTolerance: 0 } : {};
  const found = lbfgs(
    [w, b],
    () => {
      const margins = labels.mul(inputs.matmul(w).add(b)) as Tensor;
      const loss = margins
        .neg()
        .softplus()
        .sum()
        .add(
          w
            .square()
            .sum()
            .mul(c / 2),
        ) as Tensor;
      return [loss, gradients(loss, [w, b])];
    },
    tolerances,
  );
  return { found, p: [...w.data(), b.item()] };
}

test.for(cases)("the logistic regression of SciPy and PyTorch: c = $c", (golden) => {
  const { found, p } = fit(golden, "float64");
  expect(found.converged).toBe(true);
  expect(found.loss).toBeCloseTo(golden.loss, 9);
  const size = Math.max(1, ...golden.p.map(Math.abs));
  const far = Math.max(...p.map((value, i) => Math.abs(value - golden.p[i]!)));
  expect(far / size).toBeLessThan(1e-6);
  // As many steps as others take, about.
  expect(found.losses.length - 1).toBeLessThan(1.5 * golden.steps.scipy + 5);
});

test.for(cases)("in float32 to what its losses tell apart: c = $c", (golden) => {
  const { found } = fit(golden, "float32");
  expect(found.converged).toBe(true);
  expect(Math.abs(found.loss - golden.loss)).toBeLessThan(1e-5 * Math.max(1, golden.loss));
});
