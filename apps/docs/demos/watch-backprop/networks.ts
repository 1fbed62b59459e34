import * as op from "./operations.ts";
import { given, labels, type Program, type Step, step } from "./program.ts";

/** The parameters and batch of the guide to gradients: two examples of one feature, three hidden units, two classes. */
const start = [
  given("x", [[2], [-5]]),
  given("w1", [[0.5, 0.4, 0.3]]),
  given("b1", [-1, 3, 1]),
  given("w2", [
    [0.8, -0.1],
    [1.3, 0.15],
    [-1.1, 0.95],
  ]),
  given("b2", [0.65, 0.8]),
  labels("y", [1, 0], 2),
];

/** Two affine maps, with a function between them. */
function twoLayers(name: string, activation: op.Operation): Step[] {
  return [
    step("w1_out", op.matmul, "x", "w1"),
    step("l1_lin", op.add, "w1_out", "b1"),
    step(name, activation, "l1_lin"),
    step("w2_out", op.matmul, name, "w2"),
    step("l2_lin", op.add, "w2_out", "b2"),
  ];
}

/**
 * The two-layer network of the guide to gradients, with each of its lines a step: affine, ReLU, affine, softmax by hand, mean cross entropy, and a penalty of 0.05 on all parameters. The
 * first hidden value is 0 exactly, at the kink of ReLU.
 */
export const notebook: Program = {
  given: start,
  steps: [
    ...twoLayers("l1_relu", op.relu),
    step("exps", op.exp, "l2_lin"),
    step("sexps", op.rowSum, "exps"),
    step("divexps", op.reciprocal, "sexps"),
    step("softmax", op.mul, "exps", "divexps"),
    step("picked", op.pick, "softmax", "y"),
    step("neg_log", op.negLog, "picked"),
    step("loss_data", op.mean, "neg_log"),
    ...["w1", "w2", "b1", "b2"].map((name) => step(`${name}_l2`, op.sumOfSquares, name)),
    step("loss_reg", op.scaledSum(0.05), "w1_l2", "w2_l2", "b1_l2", "b2_l2"),
    step("loss", op.add, "loss_data", "loss_reg"),
  ],
};

/** The same numbers with sigmoid, and softmax and cross entropy as one operation of the library. */
export const sigmoidNetwork: Program = {
  given: start,
  steps: [...twoLayers("hidden", op.sigmoid), step("loss", op.crossEntropy, "l2_lin", "y")],
};
