import { AdaGrad, type Optimizer, type OptimizerOptions, SGD } from "@chainrule/optimizers";
import { fromData, Parameter, type Tensor } from "@chainrule/tensor";
import type { Call, Operators } from "./call.ts";

/** Learning rate, how many updates there were, then all parameters, all gradients, and what is remembered of all. */
function update<O extends OptimizerOptions>(
  call: Call,
  make: (learningRate: number) => Optimizer<O>,
  memory: string,
): Tensor[] {
  const count = (call.all.length - 2) / 3;
  const [values, slopes, states] = [0, 1, 2].map((part) =>
    call.all.slice(2 + part * count, 2 + (part + 1) * count),
  );
  const optimizer = make(call.x(0).item());
  const entries = states!.flatMap((state, i) => [
    [`${i}.${memory}`, { shape: state.shape, dtype: state.dtype, data: state.data() }] as const,
    [`${i}.step`, { shape: [], dtype: "float64", data: [call.x(1).item()] }] as const,
  ]);
  optimizer.loadStateDict(Object.fromEntries(entries));
  const parameters = values!.map((value) => new Parameter(value)) as Parameter[];
  optimizer.update(parameters, slopes!);
  const saved = optimizer.stateDict();
  const kept = states!.map(({ shape }, i) =>
    fromData(Float32Array.from(saved[`${i}.${memory}`]!.data), shape),
  );
  return [...parameters, ...kept];
}

/** ONNX's optimizers whose formulas are the library's. (Its Adam adds ε before the correction, and corrects by another count.) */
export const training: Operators = {
  "ai.onnx.preview.training.Adagrad": (call) =>
    update(
      call,
      (learningRate) =>
        new AdaGrad({
          learningRate,
          lrDecay: call.number("decay_factor", 0),
          eps: call.number("epsilon", 1e-6),
          weightDecay: call.number("norm_coefficient", 0),
        }),
      "sum",
    ),
  "ai.onnx.preview.training.Momentum": (call) =>
    update(
      call,
      (learningRate) =>
        new SGD({
          learningRate,
          momentum: call.number("alpha", 0),
          dampening: 1 - call.number("beta", 1),
          nesterov: call.text("mode", "standard") === "nesterov",
          weightDecay: call.number("norm_coefficient", 0),
        }),
      "velocity",
    ),
};
