import {
  allocate,
  type Attributes,
  type DType,
  type Elementwise,
  type Inputs,
  Node,
  type Shape,
  type TypedArray,
} from "@chainrule/graph";
import type { Dice } from "../dice.ts";
import { type Fill, given, leaf } from "../leaves.ts";
import type { Cases, Closeness, Entry } from "./case.ts";

const floating: readonly DType[] = ["float32", "float64"];
const numeric: readonly DType[] = ["uint8", "int32", ...floating];
const any: readonly DType[] = ["bool", ...numeric];

const specialFloats: readonly number[] = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  -1.5,
  2,
  2.5,
  -2.5,
  3,
  -7,
  0.1,
  NaN,
  Infinity,
  -Infinity,
  1e-10,
  -1e-3,
  0.99999994,
  1.00000012,
  1e10,
  20,
  87.5,
  -87.5,
  -100,
  88.8,
  -104,
  3.14159265,
  -1.57079632,
  33554432,
  -8388607.5,
  2 ** 52 + 1,
  0.49999997,
  2 ** -126,
  2 ** -149,
  -(2 ** -130),
  3.4028234e38,
];

const specials: { readonly [D in DType]: readonly number[] } = {
  bool: [0, 1],
  uint8: [0, 1, 2, 3, 7, 127, 128, 200, 255],
  int32: [0, 1, -1, 2, 3, -3, 7, 255, -256, 46341, 65537, -65536, 2 ** 31 - 1, -(2 ** 31)],
  float32: specialFloats,
  float64: [
    ...specialFloats,
    5e-324,
    2 ** -1022,
    -(2 ** -1030),
    1.7976931348623157e308,
    709.7,
    -708.5,
    -745,
    710,
    0.49999999999999994,
    4503599627370495.5,
    -1e300,
    1 + 2 ** -52,
  ],
};

/** Around every length where vectors and their rests begin and end. */
const lengths: readonly number[] = [...Array.from({ length: 19 }, (_, i) => i), 31, 32, 33, 63, 70];

/** What of a primitive's inputs is tested, where it is not everything. */
interface Domain {
  /** Restricts an element of input `i`. */
  readonly within?: (element: number, i: number) => number;
}

/** The types that a primitive takes, input by input. */
type Signature = readonly (readonly DType[])[];

const alike = (arity: number, dtypes: readonly DType[]): Signature =>
  dtypes.map((dtype) => Array.from({ length: arity }, () => dtype));

/** Shapes that broadcast to one of `rank` axes. */
function broadcasting(dice: Dice, rank: number, count: number): Shape[] {
  const shape = dice.shape(rank);
  return Array.from({ length: count }, (_, i) => {
    const lead = i === 0 ? 0 : dice.pick([0, 0, 0, rank, dice.integer(0, rank)]);
    return shape.slice(lead).map((length) => (dice.chance(0.25) ? 1 : length));
  });
}

function* cases<P extends Elementwise>(
  dice: Dice,
  primitive: P,
  signature: Signature,
  attributes: Attributes<P>,
  { within = (element) => element }: Domain = {},
): Iterable<Node<P>> {
  const apply = (inputs: readonly Node[]): Node<P> =>
    Node.apply(primitive, inputs as readonly Node[] as Inputs<P, Node>, attributes);
  const restrict = (elements: TypedArray, i: number): TypedArray =>
    elements.map((element) => within(element, i)) as TypedArray;
  for (const dtypes of signature) {
    // Each special element with each other: input i has them along axis i.
    yield apply(
      dtypes.map((dtype, i) => {
        const list = specials[dtype];
        const elements = allocate(dtype, list.length);
        elements.set(list);
        const shape = dtypes.map((_, axis) => (axis === i ? list.length : 1));
        return leaf(dtype, shape, restrict(elements, i));
      }),
    );
    const node = (shapes: readonly Shape[]): Node<P> =>
      apply(
        dtypes.map((dtype, i) => {
          const fill: Fill = (d, shape) => restrict(dice.elements(d, shape), i);
          return given(dice, dtype, shapes[i]!, fill);
        }),
      );
    for (const length of lengths) yield node(dtypes.map(() => [length]));
    for (let rank = 0; rank < 5; rank++) {
      yield node(broadcasting(dice, rank, dtypes.length));
      yield node(broadcasting(dice, rank, dtypes.length));
    }
    yield node(dtypes.map((_, i) => (i === 1 ? [257] : [129, 257])));
  }
}

type Plain = {
  [P in Elementwise]: object extends Attributes<P> ? P : never;
}[Elementwise];

function entry<P extends Plain>(
  primitive: P,
  arity: number,
  dtypes: readonly DType[],
  closeness: Closeness<P> = "exact",
  domain?: Domain,
): Entry<P> {
  const signature = alike(arity, dtypes);
  return {
    closeness,
    cases: (dice) => cases(dice, primitive, signature, {} as Attributes<P>, domain),
  };
}

const ulps = (float32: number, float64: number): Closeness => ({ ulps: { float32, float64 } });

/** Conversions have to agree on what a number beyond every integer becomes only where it is finite and within 2⁵³. */
function convertible(element: number): number {
  return Math.abs(element) < 2 ** 53 ? element : Number.isNaN(element) ? element : 0;
}

export const elementwise: Cases<Elementwise> = {
  identity: {
    closeness: "exact",
    *cases(dice) {
      for (const marker of ["detach", "custom", "checkpoint"] as const) {
        yield* cases(dice, "identity", alike(1, any), { marker });
      }
    },
  },
  cast: {
    closeness: "exact",
    *cases(dice) {
      for (const dtype of any) {
        const within = dtype === "int32" || dtype === "uint8" ? { within: convertible } : {};
        yield* cases(dice, "cast", alike(1, any), { dtype }, within);
      }
    },
  },
  neg: entry("neg", 1, numeric),
  abs: entry("abs", 1, numeric),
  sign: entry("sign", 1, numeric),
  exp: entry("exp", 1, floating, ulps(4, 4)),
  expm1: entry("expm1", 1, floating, ulps(4, 4)),
  log: entry("log", 1, floating, ulps(4, 4)),
  log1p: entry("log1p", 1, floating, ulps(4, 4)),
  sqrt: entry("sqrt", 1, floating),
  sin: entry("sin", 1, floating, ulps(4, 4)),
  cos: entry("cos", 1, floating, ulps(4, 4)),
  tanh: entry("tanh", 1, floating, ulps(4, 4)),
  erf: entry("erf", 1, floating, ulps(1, 4)),
  sigmoid: entry("sigmoid", 1, floating, ulps(4, 4)),
  floor: entry("floor", 1, floating),
  ceil: entry("ceil", 1, floating),
  round: entry("round", 1, floating),
  not: entry("not", 1, ["bool"]),
  add: entry("add", 2, numeric),
  sub: entry("sub", 2, numeric),
  mul: entry("mul", 2, numeric),
  div: entry("div", 2, floating),
  pow: entry("pow", 2, floating, ulps(4, 4)),
  atan2: entry("atan2", 2, floating, ulps(4, 4)),
  mod: entry("mod", 2, numeric),
  maximum: entry("maximum", 2, any),
  minimum: entry("minimum", 2, any),
  less: entry("less", 2, any),
  lessEqual: entry("lessEqual", 2, any),
  equal: entry("equal", 2, any),
  and: entry("and", 2, ["bool"]),
  or: entry("or", 2, ["bool"]),
  where: {
    closeness: "exact",
    cases: (dice) => {
      const signature = any.map((dtype): readonly DType[] => ["bool", dtype, dtype]);
      return cases(dice, "where", signature, {});
    },
  },
};
