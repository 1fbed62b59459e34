import type { Tensor } from "@chainrule/tensor";
import type { Racer } from "./racers.ts";

/** A loss of two numbers. */
export interface Surface {
  readonly name: string;
  readonly formula: string;
  /** The loss at `(x, y)`, element by element. */
  readonly loss: (x: Tensor, y: Tensor) => Tensor;
  /** What part of the plane is drawn. */
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
  readonly start: readonly [x: number, y: number];
  /** Where it is lowest. */
  readonly minima: readonly (readonly [x: number, y: number])[];
  /** How low. */
  readonly bottom: number;
  /** Learning rates under which each racer does about as well as it can in 300 steps. */
  readonly rates: Readonly<Record<Racer, number>>;
}

/** Surfaces by what the page calls them. */
export const surfaces = {
  bowl: {
    name: "Elongated bowl",
    formula: "x² / 20 + y²",
    loss: (x, y) => x.square().div(20).add(y.square()),
    x: [-10, 10],
    y: [-5, 5],
    start: [-7, 2],
    minima: [[0, 0]],
    bottom: 0,
    rates: {
      SGD: 0.9,
      Momentum: 0.1,
      Nesterov: 0.1,
      AdaGrad: 1.5,
      RMSprop: 0.1,
      Adam: 0.3,
      AdamW: 0.3,
    },
  },
  rosenbrock: {
    name: "Rosenbrock's valley",
    formula: "(1 − x)² + 100 (y − x²)²",
    loss: (x, y) => x.sub(1).square().add(y.sub(x.square()).square().mul(100)),
    x: [-2, 2],
    y: [-1, 3],
    start: [-1.2, 1],
    minima: [[1, 1]],
    bottom: 0,
    rates: {
      SGD: 0.0018,
      Momentum: 0.0005,
      Nesterov: 0.0005,
      AdaGrad: 0.4,
      RMSprop: 0.02,
      Adam: 0.1,
      AdamW: 0.1,
    },
  },
  beale: {
    name: "Beale's function",
    formula: "(1.5 − x + x y)² + (2.25 − x + x y²)² + (2.625 − x + x y³)²",
    loss: (x, y) => {
      const part = (value: number, power: Tensor): Tensor =>
        x.mul(power).sub(x).add(value).square();
      const square = y.square();
      return part(1.5, y)
        .add(part(2.25, square))
        .add(part(2.625, square.mul(y)));
    },
    x: [-4.5, 4.5],
    y: [-4.5, 4.5],
    start: [1, 1.5],
    minima: [[3, 0.5]],
    bottom: 0,
    rates: {
      SGD: 0.01,
      Momentum: 0.005,
      Nesterov: 0.005,
      AdaGrad: 0.5,
      RMSprop: 0.02,
      Adam: 0.1,
      AdamW: 0.1,
    },
  },
  saddle: {
    name: "Saddle",
    formula: "x² − y² + y⁴ / 4",
    loss: (x, y) => x.square().sub(y.square()).add(y.square().square().div(4)),
    x: [-2.5, 2.5],
    y: [-2.5, 2.5],
    start: [-2, 0.001],
    minima: [
      [0, Math.SQRT2],
      [0, -Math.SQRT2],
    ],
    bottom: -1,
    rates: {
      SGD: 0.1,
      Momentum: 0.02,
      Nesterov: 0.02,
      AdaGrad: 0.3,
      RMSprop: 0.02,
      Adam: 0.05,
      AdamW: 0.05,
    },
  },
  himmelblau: {
    name: "Himmelblau's four minima",
    formula: "(x² + y − 11)² + (x + y² − 7)²",
    loss: (x, y) => x.square().add(y).sub(11).square().add(x.add(y.square()).sub(7).square()),
    x: [-5, 5],
    y: [-5, 5],
    start: [-0.5, -1],
    minima: [
      [3, 2],
      [-2.805118, 3.131312],
      [-3.77931, -3.283186],
      [3.584428, -1.848126],
    ],
    bottom: 0,
    rates: {
      SGD: 0.01,
      Momentum: 0.003,
      Nesterov: 0.003,
      AdaGrad: 0.6,
      RMSprop: 0.05,
      Adam: 0.15,
      AdamW: 0.15,
    },
  },
  ripples: {
    name: "Ripples",
    formula: "x² / 10 + y² / 10 + sin²(2 x) + sin²(2 y)",
    loss: (x, y) => {
      const along = (at: Tensor): Tensor => at.square().div(10).add(at.mul(2).sin().square());
      return along(x).add(along(y));
    },
    x: [-5, 5],
    y: [-5, 5],
    start: [4.2, -3.6],
    minima: [[0, 0]],
    bottom: 0,
    rates: {
      SGD: 0.1,
      Momentum: 0.04,
      Nesterov: 0.04,
      AdaGrad: 0.8,
      RMSprop: 0.05,
      Adam: 0.4,
      AdamW: 0.4,
    },
  },
} as const satisfies Readonly<Record<string, Surface>>;

export type SurfaceName = keyof typeof surfaces;
