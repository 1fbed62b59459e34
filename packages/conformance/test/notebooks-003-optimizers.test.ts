import { gradients, vjp } from "@chainrule/autograd";
import { Affine, Sigmoid } from "@chainrule/layers";
import { sigmoidCrossEntropy, softmaxCrossEntropy } from "@chainrule/losses";
import {
  AdaGrad,
  Adam,
  Momentum,
  Nesterov,
  type Optimizer,
  RMSprop,
  SGD,
} from "@chainrule/optimizers";
import { concatenate, Parameter, setEngine, type Tensor } from "@chainrule/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, reference } from "./engines.ts";
import { double, expectFact, expectNear, fact, notebooks, of } from "./notebooks.ts";

/** Notebook 003: nodes of a graph, layers with their backward formulas, and optimizers. */
const row = [
  1.95483672, 0.77489131, 0.26713495, 1.41444588, -0.48027678, -0.77894386, 1.19416766, -0.45450741,
];
const matrix = [
  [
    0.51508121, 0.29003736, 0.42900966, -0.49818843, -0.37028231, -1.44660693, -1.95696758,
    0.10767352,
  ],
  [
    -1.06022734, -1.06835591, 0.01333767, 0.82094468, -0.39445195, -0.6912514, 0.22374962,
    -0.34125034,
  ],
  [0.43767875, -2.16004108, 0.76272881, 0.85319377, 0.40110396, 0.17212696, 0.82244438, 0.38426659],
  [
    1.23347096, 1.31467389, 0.50216413, -0.52750641, -0.37798191, 0.27052371, 0.03309953,
    0.18289856,
  ],
  [
    0.34142316, 1.49135943, 0.54762872, 1.83318555, 1.25830794, -0.58098627, -0.24456501,
    -0.25168757,
  ],
  [
    1.0913231, 1.48800177, 0.23052024, 1.62312557, -0.36053911, -0.1086271, -1.29462005,
    -1.32395419,
  ],
  [0.0613258, 0.95575305, 0.57256438, -2.18571073, 0.08369243, -0.26954473, 1.02159193, 0.10833606],
];
const dy = [
  [
    -0.86079817, -0.06423127, -0.26390105, -0.94597227, 1.18503516, -0.51447055, -0.25379368,
    -1.08943648,
  ],
];

const { A, b, p0 } = notebooks.problem;

/** Five steps on `½pᵀAp − bᵀp`. */
function trajectory(optimizer: Optimizer, before: (step: number) => void = () => {}): number[][] {
  const p = new Parameter(of(p0));
  return Array.from({ length: 5 }, (_, step) => {
    before(step + 1);
    const loss = p.mul(of(A).matmul(p)).sum().mul(0.5).sub(of(b).mul(p).sum());
    optimizer.update([p], [gradients(loss, p)]);
    return [...p.data()];
  });
}

function trajectories(name: string): { trajectory: number[][]; torch: number[][] } {
  return notebooks.optimizers.find((one) => one.name === name) as never;
}

const optimizers: Record<string, () => Optimizer> = {
  SGD: () => new SGD({ learningRate: 0.05 }),
  Momentum: () => new Momentum({ learningRate: 0.02, momentum: 0.9 }),
  "Nesterov (standard, v_old)": () => new Nesterov({ learningRate: 0.02, momentum: 0.9 }),
  AdaGrad: () => new AdaGrad({ learningRate: 0.3, eps: 1e-7 }),
  RMSprop: () => new RMSprop({ learningRate: 0.05, alpha: 0.99, eps: 1e-7 }),
};

afterAll(() => setEngine(undefined));

describe.each([reference, ...engines].map((engine) => [engine.name, engine] as const))(
  "notebook 003 on %s",
  (_, engine) => {
    beforeAll(() => setEngine(engine));

    test("the repeat node: forward repeats, backward sums", () => {
      const [y, backward] = vjp((x: Tensor) => x.expand([7, 8]), of([row]));
      expectFact(y, "003.repeat_y", 0);
      expectNear(
        backward(matrix)[0]!,
        of(matrix).sum(0, { keepDims: true }).toArray() as number[][],
      );
    });

    test("the sum node: forward sums, backward repeats", () => {
      const [y, backward] = vjp((x: Tensor) => x.sum(0, { keepDims: true }), of(matrix));
      expectFact(y, "003.sum_y");
      const [dx] = backward(dy);
      expect(dx!.toArray()).toEqual(matrix.map(() => dy[0]));
      expect(dx!.data().slice(0, 6)).toEqual(Float64Array.from(fact<number[]>("003.sum_dx")));
    });

    test("the layers' backward formulas", () => {
      const x = of([
        [1, -2, 0.5],
        [0.25, 3, -1],
      ]);
      const layer = new Affine(3, 2, double);
      const dout = of([
        [1, 2],
        [-3, 0.5],
      ]);
      const out = layer.forward(x);
      const [dx, dW, db] = gradients(out, [x, layer.weight, layer.bias!], { seed: dout });
      expectNear(dx, dout.matmul(layer.weight.mT).toArray() as number[][]);
      expectNear(dW!, x.mT.matmul(dout).toArray() as number[][]);
      expectNear(db!, [-2, 2.5]);

      const s = new Sigmoid().forward(x);
      const upstream = x.sin().detach();
      const expected = upstream.mul(of(1).sub(s)).mul(s);
      expectNear(gradients(s, x, { seed: upstream }), expected.toArray() as number[][]);

      const t = of([[1], [0]]);
      const logits = of([[0.3], [-1.2]]);
      const sigmoidLoss = sigmoidCrossEntropy(logits, t);
      expectNear(
        gradients(sigmoidLoss, logits),
        logits.sigmoid().sub(t).div(2).toArray() as number[][],
      );
      // The two-column form of the notebook is the same loss.
      const p = logits.sigmoid();
      const columns = concatenate([of(1).sub(p), p], 1);
      const picked = columns
        .gather([[1], [0]], 1)
        .log()
        .neg()
        .mean();
      expectNear(sigmoidLoss, picked.item());

      const softmaxLoss = softmaxCrossEntropy(x, [2, 0]);
      const onehot = of([
        [0, 0, 1],
        [1, 0, 0],
      ]);
      expectNear(gradients(softmaxLoss, x), x.softmax().sub(onehot).div(2).toArray() as number[][]);
      expectNear(softmaxCrossEntropy(x, onehot), softmaxLoss.item());
    });

    test("one column and one label a row: nothing is mistaken for one-hot", () => {
      expect(softmaxCrossEntropy(of([[2], [3]]), [0, 0]).item()).toBe(0);
    });

    test.each(Object.keys(optimizers))("the trajectory of %s", (name) => {
      const found = trajectory(optimizers[name]!());
      const expected = trajectories(name);
      expect(found).toEqual(expected.trajectory.map((p) => p.map((x) => expect.closeTo(x, 14))));
      expect(found).toEqual(expected.torch.map((p) => p.map((x) => expect.closeTo(x, 14))));
    });

    test("the notebook's Nesterov uses the new velocity where the old belongs", () => {
      const found = trajectory(optimizers["Nesterov (standard, v_old)"]!());
      const wrong = trajectories("Nesterov (as in the notebook)").trajectory;
      expect(Math.abs(found[0]![0]! - wrong[0]![0]!)).toBeGreaterThan(0.08);
    });

    test("the trajectory of Adam is PyTorch's", () => {
      const found = trajectory(new Adam({ learningRate: 0.1, eps: 1e-7 }));
      const { torch } = trajectories("Adam");
      expect(found).toEqual(torch.map((p) => p.map((x) => expect.closeTo(x, 13))));
    });

    test("the notebook's Adam adds eps before the bias correction, which is another eps in every step", () => {
      const adam = new Adam({ learningRate: 0.1 });
      const found = trajectory(adam, (step) => {
        adam.options.eps = 1e-7 / Math.sqrt(1 - 0.999 ** step);
      });
      const { trajectory: expected } = trajectories("Adam");
      expect(found).toEqual(expected.map((p) => p.map((x) => expect.closeTo(x, 13))));
    });
  },
);
