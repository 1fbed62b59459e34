import {
  CELU,
  ELU,
  GELU,
  HardShrink,
  HardSigmoid,
  HardSwish,
  HardTanh,
  LeakyReLU,
  LogSigmoid,
  LogSoftmax,
  Mish,
  type Module,
  PReLU,
  ReLU,
  ReLU6,
  SELU,
  Sigmoid,
  SiLU,
  SoftShrink,
  Softmax,
  Softplus,
  Softsign,
  Tanh,
  TanhShrink,
  Threshold,
} from "@chainrule/layers";
import { float64, kink, type Layer, smooth } from "../layer-row.ts";
import { of, on, type Row, row, type Rows } from "../row.ts";

/** What the gradient is where there is none, in words, and at which elements. */
interface Kinks {
  readonly says: string;
  readonly at: readonly number[];
  readonly gradient: readonly number[];
}

/** An activation, away from its kinks and at them. */
function activation(make: () => Module, kinks?: Kinks): Row {
  const check = on("smooth", (x) => (make() as Layer).forward(x), of([-2.3, -0.7, 0.4, 1.9]));
  if (kinks === undefined) return row(check);
  return row(check, kink(kinks.says, make, kinks.at, kinks.gradient));
}

const zeros = [0, 0];

export const activationLayers: Rows = {
  ReLU: activation(() => new ReLU(), { says: "0 at 0", at: [0], gradient: [0] }),
  LeakyReLU: activation(() => new LeakyReLU(0.2), {
    says: "the slope at 0",
    at: [0],
    gradient: [0.2],
  }),
  ELU: activation(() => new ELU(0.7), { says: "alpha at 0", at: [0], gradient: [0.7] }),
  SELU: activation(() => new SELU()),
  GELU: activation(() => new GELU()),
  SiLU: activation(() => new SiLU()),
  Sigmoid: activation(() => new Sigmoid()),
  Tanh: activation(() => new Tanh()),
  Softplus: activation(() => new Softplus()),
  Softsign: activation(() => new Softsign()),
  LogSigmoid: activation(() => new LogSigmoid()),
  Mish: activation(() => new Mish()),
  HardSigmoid: activation(() => new HardSigmoid(), {
    says: "0 at −3 and 3",
    at: [-3, 3],
    gradient: zeros,
  }),
  HardSwish: activation(() => new HardSwish(), {
    says: "0 at −3, 1 at 3",
    at: [-3, 3],
    gradient: [0, 1],
  }),
  CELU: activation(() => new CELU(0.7)),
  PReLU: row(
    smooth(() => new PReLU(2, float64), 2, 2, 3),
    kink("the slope at 0", () => new PReLU(1, { ...float64, initial: 0.5 }), [0], [0.5]),
  ),
  ReLU6: activation(() => new ReLU6(), { says: "0 at 0 and 6", at: [0, 6], gradient: zeros }),
  HardTanh: activation(() => new HardTanh(), {
    says: "0 at both ends of the range",
    at: [-1, 1],
    gradient: zeros,
  }),
  Threshold: activation(() => new Threshold(0.5, 2), {
    says: "0 at the threshold",
    at: [0.5],
    gradient: [0],
  }),
  SoftShrink: activation(() => new SoftShrink(), {
    says: "0 at −½ and ½",
    at: [-0.5, 0.5],
    gradient: zeros,
  }),
  HardShrink: activation(() => new HardShrink(), {
    says: "0 at −½ and ½, where it jumps",
    at: [-0.5, 0.5],
    gradient: zeros,
  }),
  TanhShrink: activation(() => new TanhShrink()),
  Softmax: row(smooth(() => new Softmax(), 2, 3)),
  LogSoftmax: row(smooth(() => new LogSoftmax(0), 2, 3)),
};
