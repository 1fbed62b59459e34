import {
  type Inputs,
  kindOf,
  Node,
  postorder,
  type Primitive,
  printShape,
  type Shape,
  shapeError,
  sizeOf,
  Storage,
  within,
} from "@chainrule/graph";
import {
  asTensor,
  type Operand,
  Tensor,
  withoutAssignments,
  withoutReads,
  zeros,
} from "@chainrule/tensor";
import { batchingRules } from "./batching.ts";
import { type Batched, type BatchingRule, everywhere, toFront } from "./batching/rule.ts";
import { type Boundary, boundaryOf, withBoundary } from "./boundary.ts";

/** The options of {@link vmap}. */
export interface VmapOptions {
  /** The axis of each input along which its examples lie, or of all: default 0. An input with `null` is the same for every example. */
  readonly inAxes?: number | readonly (number | null)[];
  /** The axis of results along which examples lie. Default 0. */
  readonly outAxes?: number;
}

/** An input of a mapped function: all of its examples, and what stands for one. */
interface Input {
  readonly all: Batched;
  readonly one: Tensor;
}

function axisOf(axis: number, { shape }: { readonly shape: Shape }, what: string): number {
  const found = axis < 0 ? axis + shape.length : axis;
  if (Number.isInteger(axis) && found >= 0 && found < shape.length) return found;
  throw shapeError("vmap", `${what} has no axis ${axis}; got ${printShape(shape)}.`);
}

/** Inputs with their examples as first axes, and what stands for one example of each. */
function inputsOf(given: readonly unknown[], inAxes: VmapOptions["inAxes"] = 0): Input[] {
  if (typeof inAxes !== "number" && inAxes.length !== given.length) {
    throw new TypeError(
      `vmap: inAxes must have one entry for each of ${given.length} inputs; got ${inAxes.length}.`,
    );
  }
  return given.map((operand, i) => {
    const x = asTensor(operand as Operand);
    const axis = typeof inAxes === "number" ? inAxes : inAxes[i]!;
    if (axis === null) return { all: { tensor: x, isMapped: false }, one: x };
    const tensor = toFront(x, axisOf(axis, x, `input ${i}`));
    const shape = tensor.shape.slice(1);
    const one = Tensor.of(Node.leaf(shape, x.dtype, Storage.empty(x.dtype, sizeOf(shape))));
    return { all: { tensor, isMapped: true }, one };
  });
}

/** How many examples there are. Throws where inputs differ in it, or there are none. */
function batchOf(inputs: readonly Input[]): number {
  const lengths = inputs.map(({ all }) => (all.isMapped ? all.tensor.shape[0]! : null));
  const first = lengths.findIndex((length) => length !== null);
  if (first < 0) throw new TypeError("vmap: at least one input must have an axis of examples.");
  const other = lengths.findIndex((length) => length !== null && length !== lengths[first]);
  if (other >= 0) {
    throw shapeError(
      "vmap",
      `all inputs must have the same number of examples; got ${lengths[first]} of input ${first} and ${lengths[other]} of input ${other}.`,
    );
  }
  return lengths[first]!;
}

/** Puts other tensors into the place of those in `value`. */
function replaced(value: unknown, f: (tensor: Tensor) => Tensor): unknown {
  if (value instanceof Tensor) return f(value);
  if (Array.isArray(value)) return value.map((part) => replaced(part, f));
  if (typeof value === "object" && value !== null && !(value instanceof Promise)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, replaced(part, f)]),
    );
  }
  throw new TypeError(
    `vmap: the function must return tensors, alone or in lists and records; got ${kindOf(value)}.`,
  );
}

/** The way back through a function with a gradient of its own, for all examples. */
class MappedBoundary implements Boundary {
  readonly #one: Boundary;
  readonly #sources: readonly Batched[];

  /** `one` is the boundary for one example, and `sources` are for all what its sources are. */
  constructor(one: Boundary, sources: readonly Batched[]) {
    this.#one = one;
    this.#sources = sources;
  }

  sources(): readonly Node[] {
    return this.#sources.map(({ tensor }) => tensor.node);
  }

  backward(g: Tensor, sources: readonly Node[], node: Node): readonly (Tensor | null)[] {
    const one = (dy: Tensor, y: Tensor, ...inputs: readonly Tensor[]): Record<string, Tensor> => {
      const nodes = inputs.map((input) => input.node);
      const gradients = this.#one.backward(dy, nodes, y.node);
      return Object.fromEntries(
        gradients.flatMap((gradient, i) => (gradient === null ? [] : [[i, gradient] as const])),
      );
    };
    const inAxes = [0, 0, ...this.#sources.map(({ isMapped }) => (isMapped ? 0 : null))];
    const all = [g, ...[node, ...sources].map((source) => Tensor.of(source))];
    const found = mapExamples("vmap", one, all, { inAxes }) as Record<string, Tensor>;
    return this.#sources.map(({ isMapped }, i) => {
      const gradient = found[i];
      if (gradient === undefined) return null;
      return isMapped ? gradient : gradient.sum(0);
    });
  }

  moved(to: (node: Node) => Node): Boundary {
    const sources = this.#sources.map(({ tensor, isMapped }) => {
      return { tensor: Tensor.of(to(tensor.node)), isMapped };
    });
    return new MappedBoundary(this.#one, sources);
  }
}

/** Whether gradients go another way here than through what computes the node. What a checkpoint keeps of one example, it need not keep of all. */
function customBoundary(node: Node): Boundary | undefined {
  const boundary = boundaryOf(node);
  const { marker } = node.attributes as { readonly marker?: string };
  return marker === "custom" ? boundary : undefined;
}

/** The primitive of a node, applied to all examples. */
function applied<P extends Primitive>(
  node: Node<P>,
  inputs: readonly Batched[],
  batch: number,
): Tensor {
  const rule: BatchingRule<P> = batchingRules[node.primitive!];
  return rule(inputs as readonly Batched[] as Inputs<P, Batched>, node.attributes, batch);
}

/** What the graph that a function built of one example is for all of them. */
class Mapping {
  readonly #batch: number;
  readonly #values: Map<Node, Batched>;
  /** What is older was there before the function was called. */
  readonly #start: number;

  constructor(inputs: readonly Input[], batch: number, start: number) {
    this.#batch = batch;
    this.#start = start;
    this.#values = new Map(inputs.map(({ one, all }) => [one.node, all]));
  }

  /** A result for all examples, which are its first axis. */
  result(root: Node): Tensor {
    const values = this.#values;
    const visits = postorder(root, (node) => {
      const isKnown = values.has(node) || node.id < this.#start;
      const boundary = isKnown ? undefined : customBoundary(node);
      const others = boundary?.sources(node) ?? [];
      const sources = isKnown ? [] : [...node.inputs, ...others];
      return { node, sources, left: sources.length, boundary };
    });
    for (const { node, sources, boundary } of visits) {
      if (values.has(node)) continue;
      const inputs = sources.map((source) => values.get(source)!);
      values.set(node, this.#of(node, inputs, boundary));
    }
    return everywhere(values.get(root)!, this.#batch);
  }

  #of(node: Node, inputs: readonly Batched[], boundary: Boundary | undefined): Batched {
    if (node.primitive === "random" && node.id >= this.#start) {
      throw new Error(
        "vmap: the function must not draw random numbers, which would be the same for every example; draw them for all examples, and map over them.",
      );
    }
    if (!inputs.some(({ isMapped }) => isMapped)) {
      return { tensor: Tensor.of(node), isMapped: false };
    }
    const { length } = node.inputs;
    const tensor = within(node.debug, () => {
      const value = boundary
        ? everywhere(inputs[0]!, this.#batch)
        : applied(node, inputs.slice(0, length), this.#batch);
      return boundary
        ? withBoundary(value, "custom", new MappedBoundary(boundary, inputs.slice(length)))
        : value;
    });
    return { tensor, isMapped: true };
  }
}

/** Calls `f` for one example of what is given, and gives what it returns for all of them. Errors are those of `name`. */
export function mapExamples(
  name: string,
  f: (...inputs: Tensor[]) => unknown,
  given: readonly unknown[],
  { inAxes, outAxes = 0 }: VmapOptions = {},
): unknown {
  const inputs = inputsOf(given, inAxes);
  const batch = batchOf(inputs);
  const start = Math.min(...inputs.map(({ all, one }) => (all.isMapped ? one.node.id : Infinity)));
  const refusal = (forVariable: boolean): Error =>
    new Error(
      forVariable
        ? `${name}: the function cannot make a parameter or a state of what it computes for one example; make it outside.`
        : `${name}: the function cannot read what it computes for one example; return the tensor, and read it outside.`,
    );
  const returned = withoutAssignments(() =>
    withoutReads(() => f(...inputs.map(({ one }) => one)), refusal),
  );
  const mapping = new Mapping(inputs, batch, start);
  return replaced(returned, ({ node }) => {
    const all =
      batch === 0 ? zeros([0, ...node.shape], { dtype: node.dtype }) : mapping.result(node);
    const axis = axisOf(outAxes, all, "a result");
    const order = [...all.shape.keys()].slice(1);
    return all.permute(order.toSpliced(axis, 0, 0));
  });
}
