import { type Convolution, Node, type Roles, type Shape, sizeOf, span } from "@chainrule/graph";
import type { Dice } from "./dice.ts";
import { vector } from "./leaves.ts";

/** A convolution to test: the shapes of its inputs, and its attributes. */
export interface Convolving {
  readonly input: Shape;
  readonly kernel: Shape;
  readonly attributes: Convolution;
}

const counting = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** The axes in the order in which they are mostly written. */
function ordinaryRoles(rank: number): Roles {
  return { input: counting(rank), kernel: counting(rank), output: counting(rank) };
}

/** `lengths` of the axes by role, as the shape that has them there. */
function arrange(lengths: Shape, role: readonly number[]): number[] {
  const shape = [...lengths];
  role.forEach((axis, i) => {
    shape[axis] = lengths[i]!;
  });
  return shape;
}

/** Any convolution over `spatial` axes. */
export function anyConvolution(dice: Dice, spatial: number): Convolving {
  const each = <T>(make: (axis: number) => T): T[] => counting(spatial).map(make);
  const groups = dice.chance(0.3) ? dice.integer(2, 3) : 1;
  const batchGroups = groups === 1 && dice.chance(0.25) ? dice.integer(2, 3) : 1;
  const channels = dice.integer(1, 5);
  const out = groups * batchGroups * dice.integer(1, 3);
  const sizes = each(() => dice.integer(1, spatial === 3 ? 3 : 5));
  const lengths = each(() => dice.integer(1, spatial === 3 ? 5 : 11));
  const rank = spatial + 2;
  const role = (): number[] => (dice.chance(0.3) ? dice.shuffle(counting(rank)) : counting(rank));
  const roles: Roles = { input: role(), kernel: role(), output: role() };
  const maybe = (low: number, high: number, otherwise: number): number =>
    dice.chance(0.5) ? dice.integer(low, high) : otherwise;
  return {
    input: arrange([batchGroups * dice.integer(1, 3), groups * channels, ...lengths], roles.input),
    kernel: arrange([out, channels, ...sizes], roles.kernel),
    attributes: {
      strides: each(() => maybe(2, 3, 1)),
      padding: each(() => [maybe(-2, 4, 0), maybe(-2, 4, 0)] as const),
      inputDilation: each(() => (dice.chance(0.25) ? dice.integer(2, 3) : 1)),
      kernelDilation: each(() => (dice.chance(0.25) ? dice.integer(2, 3) : 1)),
      groups,
      batchGroups,
      flip: dice.chance(0.25),
      roles,
      dtype: "float32",
    },
  };
}

/** A layer's convolution of squares, and what it is asked in training. */
export interface Layer {
  readonly batch: number;
  readonly channels: number;
  readonly out: number;
  readonly length: number;
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
  readonly groups?: number;
}

/** The forward pass of a layer, and the gradients of its input and of its kernel: each is a convolution. */
export function training(layer: Layer): { readonly [pass: string]: Convolving } {
  const { batch, channels, out, length, size, stride, padding, groups = 1 } = layer;
  const positions = Math.floor((length + 2 * padding - size) / stride) + 1;
  const twice = <T>(value: T): [T, T] => [value, value];
  const plain: Convolution = {
    strides: twice(1),
    padding: twice([0, 0] as const),
    inputDilation: twice(1),
    kernelDilation: twice(1),
    groups,
    batchGroups: 1,
    flip: false,
    roles: ordinaryRoles(4),
    dtype: "float32",
  };
  const input = [batch, channels, length, length];
  const kernel = [out, channels / groups, size, size];
  const upstream = [batch, out, positions, positions];
  const forward: Convolving = {
    input,
    kernel,
    attributes: { ...plain, strides: twice(stride), padding: twice([padding, padding] as const) },
  };
  const low = size - 1 - padding;
  const high = length - 1 - (positions - 1) * stride - low + size - 1;
  const reach = size + (positions - 1) * stride - length - padding;
  const passes: Record<string, Convolving> = { forward };
  if (groups === 1) {
    passes["input gradient"] = {
      input: upstream,
      kernel,
      attributes: {
        ...plain,
        padding: twice([low, high] as const),
        inputDilation: twice(stride),
        flip: true,
        roles: { ...ordinaryRoles(4), kernel: [1, 0, 2, 3] },
      },
    };
  }
  passes["kernel gradient"] = {
    input,
    kernel: upstream,
    attributes: {
      ...plain,
      padding: twice([padding, reach] as const),
      kernelDilation: twice(stride),
      groups: 1,
      batchGroups: groups,
      roles: { input: [1, 0, 2, 3], kernel: [1, 0, 2, 3], output: [1, 0, 2, 3] },
    },
  };
  return passes;
}

/** Part of one axis. */
function part(x: Node, axis: number, start: number, size: number): Node {
  const starts = x.shape.map((_, other) => (other === axis ? start : 0));
  return Node.apply("slice", [x, vector(...starts)], {
    sizes: x.shape.with(axis, size),
    steps: x.shape.map(() => 1),
  });
}

/** Spreads, pads and crops the spatial axes of `[batch, feature, ...spatial]`; `null` where nothing is left. */
function surround(x: Node, c: Convolution): Node | null {
  let result = x;
  for (const [i, dilation] of c.inputDilation.entries()) {
    const axis = i + 2;
    const [low, high] = c.padding[i]!;
    const length = result.shape[axis]!;
    const spread = span(length, dilation);
    const room = spread + Math.max(low, 0) + Math.max(high, 0);
    const starts = result.shape.map((_, other) => (other === axis ? Math.max(low, 0) : 0));
    result = Node.apply("pad", [result, vector(...starts)], {
      shape: result.shape.with(axis, room),
      steps: result.shape.map((_, other) => (other === axis ? dilation : 1)),
    });
    const left = spread + low + high;
    if (left < 0) return null;
    result = part(result, axis, Math.max(-low, 0), left);
  }
  return result;
}

/**
 * The convolution as the notebooks do it (*im2row*): windows of the input, each a row, times the kernels, each a column. It uses
 * no `convolve`, so the two can be held against each other.
 */
export function byWindows(input: Node, kernel: Node, c: Convolution): Node {
  const spatial = c.strides.length;
  const { shape: wanted } = Node.apply("convolve", [input, kernel], c);
  const nothing = (): Node =>
    Node.apply("expand", [Node.apply("constant", [], { value: 0, dtype: c.dtype })], {
      shape: wanted,
    });
  if (sizeOf(wanted) === 0) return nothing();
  const surrounded = surround(Node.apply("permute", [input], { axes: c.roles.input }), c);
  if (surrounded === null) return nothing();
  const axes = counting(spatial).map((axis) => axis + 2);
  let taps = Node.apply("permute", [kernel], { axes: c.roles.kernel }) as Node;
  if (c.flip) taps = Node.apply("flip", [taps], { axes });
  const windows = Node.apply("windows", [surrounded], {
    axes,
    sizes: taps.shape.slice(2),
    strides: c.strides,
    dilations: c.kernelDilation,
  });
  const positions = windows.shape.slice(2, 2 + spatial);
  const parts = c.groups * c.batchGroups;
  const out = taps.shape[0]! / parts;
  const features = counting(parts).map((g) => {
    const mine =
      c.groups > 1
        ? part(windows, 1, g * taps.shape[1]!, taps.shape[1]!)
        : part(windows, 0, (g * windows.shape[0]!) / parts, windows.shape[0]! / parts);
    const order = [0, ...axes, 1, ...axes.map((axis) => axis + spatial)];
    const rows = Node.apply("permute", [mine], { axes: order });
    const width = sizeOf(taps.shape.slice(1));
    const height = sizeOf(rows.shape) / width;
    const flat = Node.apply("reshape", [rows], { shape: [height, width] });
    const columns = Node.apply("reshape", [part(taps, 0, g * out, out)], { shape: [out, width] });
    const product = Node.apply(
      "matmul",
      [flat, Node.apply("permute", [columns], { axes: [1, 0] })],
      { dtype: c.dtype },
    );
    const back = Node.apply("reshape", [product], { shape: [mine.shape[0]!, ...positions, out] });
    return Node.apply("permute", [back], {
      axes: [0, spatial + 1, ...axes.map((axis) => axis - 1)],
    });
  });
  const joined = Node.apply("concatenate", features, { axis: 1 });
  const order = counting(spatial + 2).map((axis) => c.roles.output.indexOf(axis));
  return Node.apply("permute", [joined], { axes: order });
}
