import { add, mean, mul, sigmoid, sin, sqrt, square, sub, sum } from "./operations.ts";
import { given, type Program, step } from "./program.ts";

/** A sum and a product: the chain rule at its plainest. */
export const product: Program = {
  given: [given("x", -2), given("y", 5), given("z", -4)],
  steps: [step("q", add, "x", "y"), step("f", mul, "q", "z")],
};

/** One value, used three times: its gradients add up. */
export const branch: Program = {
  given: [given("x", 1.5)],
  steps: [
    step("s", sin, "x"),
    step("c", square, "x"),
    step("p", mul, "s", "c"),
    step("f", add, "p", "x"),
  ],
};

/** A neuron with a squared error. */
export const neuron: Program = {
  given: [
    given("x", [1, -2, 0.5]),
    given("w", [0.4, 0.3, -0.8]),
    given("b", 0.2),
    given("target", 1),
  ],
  steps: [
    step("products", mul, "x", "w"),
    step("total", sum, "products"),
    step("z", add, "total", "b"),
    step("y", sigmoid, "z"),
    step("error", sub, "y", "target"),
    step("loss", square, "error"),
  ],
};

/** One bias for every row: broadcast forward, summed on the way back. */
export const broadcast: Program = {
  given: [
    given("a", [
      [1, 2, 3],
      [4, 5, 6],
    ]),
    given("b", [10, 20, 30]),
  ],
  steps: [step("z", add, "a", "b"), step("r", sqrt, "z"), step("f", mean, "r")],
};
