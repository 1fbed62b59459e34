import {
  type Attributes,
  type Graph,
  isFloating,
  type Primitive,
  sizeOf,
  type Step,
} from "@chainrule/graph";

/** Elementwise work that is dearer than reading its result from memory. */
const dear: ReadonlySet<Primitive> = new Set<Primitive>([
  "exp",
  "expm1",
  "log",
  "log1p",
  "sqrt",
  "sin",
  "cos",
  "tanh",
  "sigmoid",
  "div",
  "pow",
  "mod",
  "random",
]);

/** Primitives whose result is always written to memory. */
const heavy: ReadonlySet<Primitive> = new Set<Primitive>([
  "sum",
  "prod",
  "max",
  "min",
  "argmax",
  "argmin",
  "pad",
  "fold",
  "concatenate",
  "scatterAdd",
  "matmul",
  "convolve",
]);

/** Primitives that are computed wherever they are used. */
const free: ReadonlySet<Primitive> = new Set<Primitive>(["constant", "iota", "take"]);

const views: ReadonlySet<Primitive> = new Set<Primitive>([
  "reshape",
  "permute",
  "expand",
  "flip",
  "slice",
  "windows",
]);

/** Whether a step only says where elements are found. */
export function isView(step: Step): boolean {
  return views.has(step.primitive);
}

/** What computing a value where it is used costs: instructions, and reads as large as the value. */
interface Cost {
  readonly instructions: number;
  readonly reads: number;
}

/** At most this many cheap instructions are repeated rather than stored and read again. */
const repeatable = 4;

/**
 * Which values of a graph live in memory; all others are computed where they are used, inside the kernels of those that do. Inputs and
 * outputs of the program live in memory, and results of primitives that are kernels of their own. An elementwise value does
 * when several kernels would repeat more than little work for it, or one would repeat it for many elements.
 */
export function chooseResidence(graph: Graph, forced: ReadonlySet<number>): Set<number> {
  const n = graph.inputs.length;
  const stepOf = (value: number): Step | undefined => graph.steps[value - n];
  const typeOf = (value: number) =>
    value < n ? graph.inputs[value]! : graph.steps[value - n]!.type;
  const resident = new Set<number>([...forced, ...graph.outputs]);
  for (let value = 0; value < n; value++) resident.add(value);
  graph.steps.forEach((step, i) => {
    if (heavy.has(step.primitive)) resident.add(n + i);
  });

  /** The value in memory that a chain of views starts from must be there for kernels that read it by strides. */
  const settle = (value: number): void => {
    let source = value;
    for (let step = stepOf(source); step !== undefined && isView(step); step = stepOf(source)) {
      if (resident.has(source)) return;
      source = step.inputs[0]!;
    }
    resident.add(source);
  };
  for (const { primitive, inputs } of graph.steps) {
    if (primitive === "matmul") inputs.forEach(settle);
    if (primitive === "convolve") settle(inputs[1]!);
    if (primitive === "take") settle(inputs[0]!);
    if (primitive === "random") settle(inputs[0]!);
    if (primitive === "slice" || primitive === "pad") settle(inputs[1]!);
  }

  const costs = new Map<number, Cost>();
  const costOf = (value: number): Cost => {
    const known = costs.get(value);
    if (known !== undefined) return known;
    const step = stepOf(value);
    let cost: Cost;
    if (resident.has(value) || step === undefined) {
      cost = { instructions: 0, reads: 1 };
    } else if (step.primitive === "constant" || step.primitive === "iota") {
      cost = { instructions: 1, reads: 0 };
    } else {
      const size = sizeOf(step.type.shape);
      const view = isView(step);
      cost = step.inputs.reduce(
        (sum, input) => {
          const own = costOf(input);
          const small = sizeOf(typeOf(input).shape) * 2 <= size;
          return {
            instructions: sum.instructions + own.instructions,
            reads: sum.reads + (small ? 0 : own.reads),
          };
        },
        {
          instructions: view
            ? 0
            : dear.has(step.primitive) && isFloating(step.type.dtype)
              ? 100
              : 1,
          reads: 0,
        },
      );
    }
    costs.set(value, cost);
    return cost;
  };

  /** The values in memory whose kernels would compute a value. */
  const kernels = new Map<number, Set<number>>();
  const users = new Map<number, number[]>();
  graph.steps.forEach((step, i) => {
    for (const input of new Set(step.inputs)) {
      users.set(input, [...(users.get(input) ?? []), n + i]);
    }
  });
  for (let value = n + graph.steps.length - 1; value >= n; value--) {
    const step = stepOf(value)!;
    const using = users.get(value) ?? [];
    const into = new Set(
      using.flatMap((user) => (resident.has(user) ? [user] : [...kernels.get(user)!])),
    );
    kernels.set(value, into);
    if (resident.has(value) || isView(step) || free.has(step.primitive)) continue;
    const { instructions, reads } = costOf(value);
    const repeated = into.size > 1 && (instructions > repeatable || reads > 1);
    const grown = instructions > 1 && using.some((user) => repeats(graph, value, stepOf(user)!));
    if (repeated || grown) resident.add(value);
  }
  return resident;
}

/** Whether a step uses elements of `value` several times. */
function repeats(graph: Graph, value: number, user: Step): boolean {
  if (user.primitive === "windows") {
    const { sizes, strides } = user.attributes as Attributes<"windows">;
    return sizes.some((size, i) => size > strides[i]!);
  }
  const n = graph.inputs.length;
  const { shape } = graph.steps[value - n]!.type;
  return !heavy.has(user.primitive) && sizeOf(shape) * 2 <= sizeOf(user.type.shape);
}
