import { gradients } from "@chainrule/autograd";
import {
  checkKind,
  checkNames,
  kindOf,
  type Node,
  sizeOf,
  type TypedArray,
  type Variable,
} from "@chainrule/graph";
import { Dropout, Dropout2d, GRU, LSTM, Module, MultiheadAttention, RNN } from "@chainrule/layers";
import {
  type Operand,
  type Parameter,
  Tensor,
  withoutAssignments,
  withoutDraws,
} from "@chainrule/tensor";
import { ancestry } from "./ancestry.ts";
import { checkFunction } from "./argument-checks.ts";
import { activationsOf, examineActivations } from "./diagnosis/activations.ts";
import type { Finding } from "./diagnosis/finding.ts";
import { examineGradients, type Trained } from "./diagnosis/gradients.ts";
import { examineOverfit, type Overfit, overfit, type OverfitOptions } from "./diagnosis/overfit.ts";
import { counted, digits } from "./quantity.ts";
import { valuesOf } from "./values.ts";

/** What {@link diagnose} needs to know. */
export interface DiagnoseOptions<T = Operand> {
  /** What the model takes (a list of tensors for a `forward` of several inputs), and what it should give. */
  readonly batch: readonly [inputs: Operand | readonly Tensor[], targets: T];
  /** A scalar: how far the model's output is from the targets. */
  readonly loss: (output: Tensor, targets: T) => Tensor;
  /** How to train on the batch; `false` leaves that out. */
  readonly overfit?: OverfitOptions | false;
}

/**
 * What {@link diagnose} found. `toString()` lists it.
 *
 * ```ts
 * import { Diagnosis } from "@chainrule/inspect";
 *
 * String(new Diagnosis([], null)); // => "diagnosis: nothing wrong"
 * ```
 */
export class Diagnosis {
  /** What is wrong, in the order: not finite, gradients, activations, overfitting. */
  readonly findings: readonly Finding[];
  /** How training on the batch went; `null` where it was left out. */
  readonly overfit: Overfit | null;

  constructor(findings: readonly Finding[], trained: Overfit | null) {
    this.findings = findings;
    this.overfit = trained;
  }

  /** Whether nothing was found. */
  get ok(): boolean {
    return this.findings.length === 0;
  }

  /** A line for each finding. */
  toString(): string {
    const { findings, overfit: trained } = this;
    const what = this.ok ? "nothing wrong" : counted(findings.length, "finding");
    const loss =
      trained === null
        ? ""
        : ` (loss on the batch: ${digits(trained.first)}, then ${digits(trained.best)} in ${counted(trained.steps, "step")})`;
    return [`diagnosis: ${what}${loss}`, ...findings.map(({ sentence }) => `- ${sentence}`)].join(
      "\n",
    );
  }
}

function forwardOf(model: Module, inputs: Operand | readonly Tensor[]): Tensor {
  const several = Array.isArray(inputs) && inputs.some((input) => input instanceof Tensor);
  const list = (several ? inputs : [inputs]) as readonly Operand[];
  const output = (model.forward as (...inputs: readonly Operand[]) => unknown)(...list);
  if (output instanceof Tensor) return output;
  throw new TypeError(`diagnose: the model must return a tensor; got ${kindOf(output)}.`);
}

/** Modules of which dropout is all that training changes, those inside left out. */
const dropping = [Dropout, Dropout2d, MultiheadAttention, RNN, LSTM, GRU];

function dropsOut(module: Module): boolean {
  return dropping.some((kind) => module instanceof kind);
}

/** Runs `f` with every dropout switched off, and random numbers as before once it is done: others may draw. */
function withoutChance<T>(model: Module, f: () => T): T {
  const active = [...model.namedModules().values()].filter(
    (module) => dropsOut(module) && module.training,
  );
  for (const module of active) module.training = false;
  try {
    return withoutDraws(f);
  } finally {
    for (const module of active) module.training = true;
  }
}

/** The parameters in the order in which the nodes, inputs first, use them; unused ones last. */
function inOrderOfUse(
  named: ReadonlyMap<string, Parameter>,
  nodes: readonly Node[],
): [name: string, parameter: Parameter][] {
  const places = new Map<Variable, number>();
  nodes.forEach(({ inputs }, i) => {
    for (const { variable } of inputs) {
      if (variable !== null && !places.has(variable)) places.set(variable, i);
    }
  });
  const place = ({ variable }: Parameter): number => places.get(variable) ?? Infinity;
  return [...named]
    .filter(([, { trainable }]) => trainable)
    .toSorted(([, a], [, b]) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
}

/** Looks at one way forward and back. */
function examine(model: Module, loss: () => Tensor): { first: number; findings: Finding[] } {
  return withoutAssignments(() => {
    const result = loss();
    const { node } = result;
    const parameters = inOrderOfUse(model.namedParameters(), ancestry([node]));
    const tensors = parameters.map(([, parameter]) => parameter);
    const found: readonly Tensor[] = gradients(result, tensors, { allowUnused: true });
    const activations = activationsOf(node);
    const roots = [node, ...found.map((gradient) => gradient.node)];
    const values = valuesOf(roots, [...roots, ...activations.map((one) => one.node)]);
    const dataOf = (of: Node): TypedArray => values.get(of)!;
    const trained = parameters.map(([name, parameter], i): Trained => ({
      name,
      value: parameter.data(),
      gradient: dataOf(found[i]!.node),
      isWeight: parameter.ndim > 1,
    }));
    const first = dataOf(node)[0]!;
    const findings: Finding[] = [];
    if (!Number.isFinite(first)) {
      const sentence = `the loss is ${first}; detectAnomalies names the operation it comes from.`;
      findings.push({ kind: "not-finite", where: "", value: first, sentence });
    }
    findings.push(...examineGradients(trained), ...examineActivations(activations, values));
    return { first, findings };
  });
}

function checked(model: Module, loss: Tensor): Tensor {
  checkKind("diagnose", "the loss", loss, Tensor, "a tensor");
  if (sizeOf(loss.shape) !== 1) {
    throw new RangeError(
      `diagnose: the loss must be a scalar; got shape [${loss.shape.join(", ")}]: reduce it, as with .mean().`,
    );
  }
  if (model.parameters().length === 0) {
    throw new Error("diagnose: the model must have a trainable parameter; it has none.");
  }
  return loss;
}

/**
 * Looks for what usually keeps a model from learning, on one batch, and says it in sentences:
 *
 * - `not-finite`: a loss or gradient with NaN or ∞;
 * - `no-gradient`: a parameter that gets none;
 * - `vanishing-gradient`: a weight's gradient under a thousandth of a later layer's (root mean squares);
 * - `exploding-gradient`: one over a thousand times that of every later layer, or over a hundred times as long as the weight;
 * - `dead-units`: a quarter or more of the units of a ReLU that are 0 for the whole batch;
 * - `saturated`: over half of the outputs of a sigmoid or tanh within a few hundredths of its bounds;
 * - `cannot-overfit`: a loss that 100 steps of Adam on the one batch do not bring to a tenth.
 *
 * The model is measured in the mode it is in, without dropout. Afterwards all parameters and state have the values they had, bit for bit, and random numbers
 * go on as if none had been drawn.
 *
 * Throws a `TypeError` or `RangeError` if the loss is not a scalar tensor, an error if the model has no trainable parameter, and what `forward` and `loss` throw.
 *
 * ```ts
 * import { diagnose } from "@chainrule/inspect";
 * import { Affine, ReLU, Sequential } from "@chainrule/layers";
 * import { meanSquaredError } from "@chainrule/losses";
 *
 * const model = new Sequential(new Affine(2, 8), new ReLU(), new Affine(8, 1));
 * model.layers[0].bias?.assign([-9, -9, -9, -9, -9, -9, -9, -9]);
 * const { findings } = diagnose(model, {
 *   batch: [[[0, 1], [1, 0]], [[0], [1]]],
 *   loss: (output, targets) => meanSquaredError(output, targets),
 *   overfit: false,
 * });
 * findings.map(({ kind, where }) => `${kind} ${where}`);
 * // => ["no-gradient 0.weight", "no-gradient 0.bias", "no-gradient 2.weight", "dead-units Sequential[1] ReLU()"]
 * ```
 */
export function diagnose<const T = Operand>(model: Module, options: DiagnoseOptions<T>): Diagnosis {
  checkKind("diagnose", "the model", model, Module, "a module");
  checkNames("diagnose", options, { batch: 0, loss: 0, overfit: 0 }, true);
  if (!Array.isArray(options.batch)) {
    throw new TypeError(
      `diagnose: the batch must be a list of inputs and targets; got ${kindOf(options.batch)}.`,
    );
  }
  checkFunction("diagnose", "the loss", options.loss);
  const [inputs, targets] = options.batch;
  const loss = (): Tensor => checked(model, options.loss(forwardOf(model, inputs), targets));
  return withoutChance(model, () => {
    const { first, findings } = examine(model, loss);
    const { overfit: how = {} } = options;
    // Nothing can be learnt from NaN, and a loss of 0 has nothing to learn.
    if (how === false || !(first > 0 && first < Infinity)) return new Diagnosis(findings, null);
    const trained = overfit(model, loss, how);
    return new Diagnosis([...findings, ...examineOverfit(trained, how)], trained);
  });
}
