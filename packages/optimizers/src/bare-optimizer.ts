import { checkNames, type SavedTensor, type Shape } from "@chainrule/graph";
import {
  type Operand,
  operation,
  type Parameter,
  type State,
  Tensor,
  unreadScalars,
} from "@chainrule/tensor";
import { Context } from "./context.ts";
import { Group } from "./group.ts";
import { matched } from "./matched.ts";
import { ScalarInputs } from "./scalar-inputs.ts";
import {
  checkOptions,
  type OptimizerOptions,
  type ParameterGroup,
  type Settings,
  type WithGroups,
} from "./options.ts";
import { Slot } from "./slot.ts";
import { Update } from "./update.ts";

/** Saved values of a parameter. */
export interface Loaded {
  readonly values: ReadonlyMap<string, SavedTensor>;
  /** What is remembered about `parameter`, which goes on from them. Throws where they do not fit it. */
  slot(parameter: Parameter): Slot;
}

/** An optimizer without its own saving and loading: what it is under the condition `chainrule-lean`. */
export abstract class BareOptimizer<O extends OptimizerOptions = OptimizerOptions> {
  /** What errors call it. */
  readonly name: string;
  /** Every option. A change holds from the next update on, and enters it as an input: nothing is compiled again. */
  readonly options: Settings<Required<O>>;
  /** Parameters with options of their own, which may be changed likewise. */
  readonly groups: readonly ParameterGroup<O>[];
  /** What is remembered about each parameter, in the order of first updates. */
  private readonly slots = new Map<Parameter, Slot>();
  /** What was loaded for parameters that are yet to come, by their place in that order. */
  private readonly loaded = new Map<number, Loaded>();
  /** The place of the group that a parameter is in. */
  readonly #groupOf: ReadonlyMap<Parameter, number>;
  /** The numbers that enter the updates of each group, and last of the parameters in none. */
  readonly #inputs: readonly ScalarInputs[];

  /**
   * `defaults` has every option there is, and `options` those that were given.
   *
   * Throws when an option is unknown or makes no sense, or a parameter is in two groups.
   */
  protected constructor(
    name: string,
    defaults: Required<O> & { readonly groups?: readonly ParameterGroup<O>[] },
    options?: WithGroups<O>,
  ) {
    const { groups = [], ...own } = { ...defaults, ...options } as typeof defaults;
    this.name = name;
    this.options = own as unknown as Settings<Required<O>>;
    this.groups = groups;
    this.#inputs = [...groups, own].map(() => new ScalarInputs());
    checkNames<object>(name, options, { ...defaults, groups });
    for (const group of groups) checkNames<object>(name, group, { ...defaults, parameters: 0 });
    this.#settings();
    const grouped = groups.flatMap(({ parameters }, i) =>
      parameters.map((one) => [one, i] as const),
    );
    this.#groupOf = new Map(grouped);
    if (this.#groupOf.size < grouped.length) {
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

  /** Throws where options make no sense, alone or together: those of a group, or of the parameters in none, now and in every update. */
  protected check(options: Required<O>): void {
    checkOptions(this.name, options);
  }

  /** The shape of what the rule remembers under `name` about a parameter of `shape`: that of the parameter, unless a rule says otherwise. */
  shapeOf(_name: string, shape: Shape): Shape {
    return shape;
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
   * Throws, and assigns nothing, unless the options make sense, the parameters are distinct, and each has a gradient of its shape and dtype.
   */
  update(
    parameters: readonly Parameter[],
    gradients: readonly Operand[],
    once: { readonly learningRate?: number | Tensor } = {},
  ): void {
    checkNames(this.name, once, { learningRate: 0 });
    const { learningRate = this.learningRate } = once;
    if (!(learningRate instanceof Tensor)) checkOptions(this.name, { learningRate });
    const groups = this.grouped(learningRate);
    operation(this.name, () => {
      const gradientOf = matched(this.name, parameters, gradients);
      const trained = [...gradientOf.keys()].filter(({ trainable }) => trainable);
      const slots = trained.map((parameter) => this.#slot(parameter));
      Slot.share(slots);
      const update = new Update();
      const values = unreadScalars(() =>
        trained.map((parameter, i) =>
          this.next(parameter, gradientOf.get(parameter)!, slots[i]!, groups, update),
        ),
      );
      trained.forEach((parameter, i) => {
        parameter.assign(values[i]!);
      });
      update.finish();
    });
  }

  /** What the parameters of each group share in an update, and last those in none. Throws where options make no sense. */
  private grouped(learningRate: number | Tensor): Group<Required<O>>[] {
    return this.#settings().map(
      (options, i) =>
        new Group(options, this.#inputs[i]!, this.groups[i]?.learningRate ?? learningRate),
    );
  }

  /** The value that `parameter` takes in `update`. */
  private next(
    parameter: Parameter,
    gradient: Tensor,
    slot: Slot,
    groups: readonly Group<Required<O>>[],
    update: Update,
  ): Tensor {
    const group = groups.at(this.#groupOf.get(parameter) ?? -1)!;
    const context = new Context(group, parameter, slot, update);
    return this.rule(parameter, group.options.maximize ? gradient.neg() : gradient, context);
  }

  #slot(parameter: Parameter): Slot {
    let slot = this.slots.get(parameter);
    if (slot === undefined) {
      const place = this.slots.size;
      slot = this.loaded.get(place)?.slot(parameter) ?? new Slot(this, parameter);
      this.slots.set(parameter, slot);
      this.loaded.delete(place);
    }
    return slot;
  }

  /** The options of each group, completed by the optimizer's, and last those of the parameters in none. Throws where they make no sense. */
  #settings(): Required<O>[] {
    return [...this.groups, {}].map((own) => {
      const options = { ...this.options, ...own } as Required<O>;
      this.check(options);
      return options;
    });
  }

  /** What the optimizer remembers about the parameters that it has updated, as the states that hold it. */
  state(): State[] {
    const slots = [...this.slots.values()];
    const counters = new Set(slots.map(({ counter }) => counter.state));
    return [...slots.flatMap(({ states }) => [...states.values()]), ...counters];
  }
}
