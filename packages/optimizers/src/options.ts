import type { Parameter } from "@chainrule/tensor";

/** What every optimizer takes. */
export interface OptimizerOptions {
  /** The factor of every step. */
  readonly learningRate?: number;
  /** The factor of the parameter that is added to its gradient (an L2 penalty of half that factor). Default 0. */
  readonly weightDecay?: number;
  /** Whether to go up instead of down. Default false. */
  readonly maximize?: boolean;
}

/** What Adam and its kin take besides: they follow two moments of the gradient. */
export interface MomentOptions extends OptimizerOptions {
  /** β₁ and β₂, the parts that stay of the mean gradient, and of the mean square (in Adamax: of the largest gradient). Default 0.9 and 0.999. */
  readonly betas?: readonly [number, number];
  /** ε, which keeps the quotient finite. Default 1e-8. */
  readonly eps?: number;
}

/** Parameters whose options differ from those of the optimizer. */
export type ParameterGroup<O extends OptimizerOptions = OptimizerOptions> = Settings<Partial<O>> & {
  readonly parameters: readonly Parameter[];
};

/** Options that may be changed between updates. */
export type Settings<O> = { -readonly [K in keyof O]: O[K] };

/** The options of an optimizer, and groups of parameters that have options of their own. */
export type WithGroups<O extends OptimizerOptions> = O & {
  readonly groups?: readonly ParameterGroup<O>[];
};

/** What an option must be, and whether it is. */
export type Rule = readonly [what: string, holds: (value: unknown) => boolean];

export const finite: Rule = ["a number", Number.isFinite];

export const fromZero: Rule = [
  "a number from 0",
  (value) => Number.isFinite(value) && (value as number) >= 0,
];

export const fraction: Rule = [
  "a number from 0 to 1",
  (value) => fromZero[1](value) && (value as number) <= 1,
];

/** Rules by the names of options. */
type Rules = Readonly<Record<string, Rule>>;

const shared: Rules = {
  learningRate: fromZero,
  weightDecay: fromZero,
  eps: fromZero,
  betas: [
    "two numbers from 0 to below 1",
    (value) =>
      Array.isArray(value) &&
      value.length === 2 &&
      value.every((beta) => fromZero[1](beta) && beta < 1),
  ],
};

/** Throws a sentence for the first option whose value makes no sense, by the rules of options that many optimizers have, or by others. */
export function checkOptions(optimizer: string, options: object, rules: Rules = shared): void {
  for (const [name, value] of Object.entries(options)) {
    const [what, holds] = rules[name] ?? [];
    if (holds?.(value) === false) {
      throw new RangeError(`${optimizer}: ${name} must be ${what}; got ${String(value)}.`);
    }
  }
}
