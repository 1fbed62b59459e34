import { printShape, sameShape } from "@chainrule/graph";
import {
  asTensor,
  type Operand,
  operation,
  Parameter,
  type State,
  type Tensor,
  unreadScalars,
} from "@chainrule/tensor";
import { Context } from "./context.ts";
import { Counter } from "./counter.ts";
import { Group } from "./group.ts";
import { Inputs } from "./inputs.ts";
import {
  checkOptions,
  type OptimizerOptions,
  type ParameterGroup,
  type Settings,
} from "./options.ts";
import { type SavedTensor, Slot } from "./slot.ts";
import { Turn } from "./turn.ts";

/**
 * What all optimizers are: a rule that gives a parameter its next value from its gradient, and what the rule remembers.
 *
 * To write one, extend this class and give its rule:
 *
 * ```ts
 * import { type Context, Optimizer, type OptimizerOptions } from "@chainrule/optimizers";
 * import { Parameter, type Tensor, tensor } from "@chainrule/tensor";
 *
 * class SignDescent extends Optimizer {
 *   constructor(learningRate: number) {
 *     super("SignDescent", { learningRate, weightDecay: 0, maximize: false });
 *   }
 *
 *   protected override rule(p: Tensor, gradient: Tensor, context: Context<OptimizerOptions>): Tensor {
 *     return p.sub(gradient.sign().mul(context.learningRate));
 *   }
 * }
 *
 * const p = new Parameter(tensor([1, 2]));
 * new SignDescent(0.5).update([p], [tensor([3, -4])]);
 * p; // => [0.5, 2.5]
 * ```
 */
export abstract class Optimizer<O extends OptimizerOptions = OptimizerOptions> {
  /** What errors call it. */
  readonly name: string;
  /** Every option. A change holds from the next update on, and enters it as an input: nothing is compiled again. */
  readonly options: Settings<Required<O>>;
  /** Parameters with options of their own, which may be changed likewise. */
  readonly groups: readonly ParameterGroup<O>[];
  readonly #slots = new Map<Parameter, Slot>();
  /** Saved values of parameters that were not seen yet, by their place in the order of first updates. */
  #saved = new Map<number, Map<string, SavedTensor>>();
  /** The numbers that enter the updates of each group, and last of the parameters in none. */
  readonly #inputs: readonly Inputs[];

  /** Throws when an option makes no sense, or a parameter is in two groups. */
  protected constructor(
    name: string,
    options: Required<O> & { readonly groups?: readonly ParameterGroup<O>[] },
  ) {
    const { groups = [], ...own } = options;
    this.name = name;
    this.options = own as unknown as Settings<Required<O>>;
    this.groups = groups;
    this.#inputs = [...groups, own].map(() => new Inputs());
    for (const given of [own, ...groups]) checkOptions(name, given);
    const grouped = groups.flatMap(({ parameters }) => parameters);
    if (new Set(grouped).size < grouped.length) {
      throw new Error(`${name}: a parameter may be in one group only.`);
    }
  }

  /** The factor of every step, the same as `options.learningRate`. */
  get learningRate(): number {
    return this.options.learningRate as number;
  }

  set learningRate(learningRate: number) {
    checkOptions(this.name, { learningRate });
    this.options.learningRate = learningRate as (typeof this.options)["learningRate"];
  }

  /** The value that `parameter` takes. `gradient` is negated where the optimizer maximises. */
  protected abstract rule(
    parameter: Tensor,
    gradient: Tensor,
    context: Context<Required<O>>,
  ): Tensor;

  /**
   * Assigns every parameter its next value. Nothing runs: the assignments are part of the next run, as are the losses read
   * from it. Parameters that are not trainable keep their values.
   *
   * `learningRate` stands in for that of the optimizer this once, and may be a tensor, as in a compiled step that takes it as an argument.
   *
   * Throws, and assigns nothing, unless the parameters are distinct and each has a gradient of its shape and dtype.
   */
  update(
    parameters: readonly Parameter[],
    gradients: readonly Operand[],
    { learningRate = this.learningRate }: { readonly learningRate?: number | Tensor } = {},
  ): void {
    operation(this.name, () => {
      const slopes = this.#check(parameters, gradients);
      const trained = [...slopes.keys()].filter(({ trainable }) => trainable);
      const slots = trained.map((parameter) => this.#slot(parameter));
      share(slots);
      const groups = this.#groups(learningRate);
      const options = this.options as Required<O>;
      const plain = new Group(options, this.#inputs.at(-1)!, learningRate);
      const turn = new Turn();
      const next = (parameter: Parameter, i: number): Tensor => {
        const group = groups.get(parameter) ?? plain;
        const slope = slopes.get(parameter)!;
        const context = new Context(group, parameter, slots[i]!, turn);
        return this.rule(parameter, group.options.maximize ? slope.neg() : slope, context);
      };
      const values = unreadScalars(() => trained.map(next));
      trained.forEach((parameter, i) => {
        parameter.assign(values[i]!);
      });
      turn.finish();
    });
  }

  /** The gradient of each parameter. */
  #check(parameters: readonly Parameter[], gradients: readonly Operand[]): Map<Parameter, Tensor> {
    if (parameters.length !== gradients.length) {
      throw new Error(
        `${this.name}: needs one gradient for each parameter; got ${parameters.length} parameters and ${gradients.length} gradients.`,
      );
    }
    const slopes = new Map<Parameter, Tensor>();
    parameters.forEach((parameter, i) => {
      if (!(parameter instanceof Parameter)) {
        throw new TypeError(`${this.name}: needs parameters; parameter ${i} is none.`);
      }
      const called = (): string => `parameter ${i} (${parameter.name})`;
      if (slopes.has(parameter)) {
        throw new Error(`${this.name}: parameters must be distinct; ${called()} came before.`);
      }
      const slope = asTensor(gradients[i]!, parameter.dtype);
      slopes.set(parameter, slope);
      if (!sameShape(slope.shape, parameter.shape) || slope.dtype !== parameter.dtype) {
        throw new Error(
          `${this.name}: a gradient must be like its parameter; got ${slope.dtype} ${printShape(slope.shape)} for ${called()}, ${parameter.dtype} ${printShape(parameter.shape)}.`,
        );
      }
    });
    return slopes;
  }

  #slot(parameter: Parameter): Slot {
    let slot = this.#slots.get(parameter);
    if (slot === undefined) {
      const index = this.#slots.size;
      slot = new Slot(this.name, parameter, this.#saved.get(index) ?? new Map());
      this.#saved.delete(index);
      this.#slots.set(parameter, slot);
    }
    return slot;
  }

  /** The groups' options, completed by the optimizer's, by parameter. */
  #groups(learningRate: number | Tensor): Map<Parameter, Group<Required<O>>> {
    const found = new Map<Parameter, Group<Required<O>>>();
    this.groups.forEach(({ parameters, ...own }, i) => {
      const options = { ...this.options, ...own } as unknown as Required<O>;
      const rate = (own as OptimizerOptions).learningRate ?? learningRate;
      const group = new Group(options, this.#inputs[i]!, rate);
      for (const parameter of parameters) found.set(parameter, group);
    });
    return found;
  }

  /** What the optimizer remembers, as the states that hold it. */
  state(): State[] {
    const counters = new Set([...this.#slots.values()].map(({ counter }) => counter!.state));
    return [...[...this.#slots.values()].flatMap(({ states }) => states), ...counters];
  }

  /**
   * A copy of what an exact continuation needs, as plain objects: the learning rate, and for each parameter, numbered in the
   * order of first updates, what is remembered about it: `0.mean`, `0.square`, `0.step` and so on.
   *
   * ```ts
   * import { Adam } from "@chainrule/optimizers";
   * import { Parameter, tensor } from "@chainrule/tensor";
   *
   * const p = new Parameter(tensor([1, 2]));
   * const adam = new Adam({ learningRate: 0.5, betas: [0.5, 0.75] });
   * adam.update([p], [tensor([2, 4])]);
   * const saved = adam.stateDict();
   * saved["0.mean"]!.data; // => [1, 2]
   *
   * const other = new Adam({ betas: [0.5, 0.75] });
   * other.loadStateDict(saved);
   * other.learningRate; // => 0.5
   * ```
   */
  stateDict(): Record<string, SavedTensor> {
    const dict: Record<string, SavedTensor> = {
      learningRate: { shape: [], dtype: "float64", data: Float64Array.of(this.learningRate) },
    };
    const slots = [...this.#slots.values()].map((slot, i) => [i, slot.values()] as const);
    for (const [i, values] of [...slots, ...this.#saved]) {
      for (const [name, value] of values) dict[`${i}.${name}`] = value;
    }
    return dict;
  }

  /**
   * Goes on from what `stateDict` gave, in place of anything remembered before. Parameters are recognised by the order in
   * which they are first updated; options other than the learning rate are those of this optimizer.
   *
   * Throws when a name is unknown; or, at the next update at the latest, when a shape is not that of the parameter.
   */
  loadStateDict(dict: Readonly<Record<string, SavedTensor>>): void {
    const { learningRate, ...values } = dict;
    const saved = new Map<number, Map<string, SavedTensor>>();
    for (const [key, value] of Object.entries(values)) {
      const [, index, name] = /^(\d+)\.(\w+)$/.exec(key) ?? [];
      if (name === undefined) {
        throw new Error(
          `${this.name}: saved names must be "learningRate" or a number, a dot and a name; got "${key}".`,
        );
      }
      const known = saved.get(Number(index)) ?? new Map<string, SavedTensor>();
      saved.set(Number(index), known.set(name, value));
    }
    const slots = [...this.#slots.keys()].map((parameter, i) => {
      return [parameter, new Slot(this.name, parameter, saved.get(i) ?? new Map())] as const;
    });
    for (const [i, [parameter, slot]] of slots.entries()) {
      this.#slots.set(parameter, slot);
      saved.delete(i);
    }
    this.#saved = saved;
    if (learningRate !== undefined) this.learningRate = learningRate.data[0]!;
  }
}

/** Gives the parameters that are updated together, and always were, one counter. */
function share(slots: readonly Slot[]): void {
  const together = new Map<Counter | number, Slot[]>();
  for (const slot of slots) {
    const key = slot.counter ?? slot.savedCount;
    const group = together.get(key);
    if (group === undefined) together.set(key, [slot]);
    else group.push(slot);
  }
  for (const [key, members] of together) {
    if (typeof key !== "number" && key.members === members.length) continue;
    const counter = typeof key === "number" ? new Counter(key) : key.split();
    for (const slot of members) {
      if (slot.counter !== null) slot.counter.members--;
      slot.counter = counter;
      counter.members++;
    }
  }
}
