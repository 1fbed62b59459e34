import {
  broadcastShapes,
  isFloating,
  type Marker,
  Node,
  operation,
  printShape,
  shapeError,
} from "@chainrule/graph";
import { asNode, cast, constant, type Input, pair, toFloating } from "../operand.ts";
import { isTracing } from "../trace.ts";

/** The attributes of what has none: one object for all nodes. */
const none = {};

type Unary = (x: Node) => Node;
type Binary = (a: Input, b: Input) => Node;

type FloatingUnary =
  | "exp"
  | "expm1"
  | "log"
  | "log1p"
  | "sqrt"
  | "sin"
  | "cos"
  | "tanh"
  | "erf"
  | "sigmoid";

function floating(primitive: FloatingUnary): Unary {
  return (x) => Node.apply(primitive, [toFloating(x)], none);
}

function rounding(primitive: "floor" | "ceil" | "round"): Unary {
  return (x) => (isFloating(x.dtype) ? Node.apply(primitive, [x], none) : x);
}

function numeric(primitive: "neg" | "abs" | "sign"): Unary {
  return (x) => Node.apply(primitive, [x], none);
}

export const exp: Unary = floating("exp");
export const expm1: Unary = floating("expm1");
export const log: Unary = floating("log");
export const log1p: Unary = floating("log1p");
export const sqrt: Unary = floating("sqrt");
export const sin: Unary = floating("sin");
export const cos: Unary = floating("cos");
export const tanh: Unary = floating("tanh");
export const erf: Unary = floating("erf");
export const sigmoid: Unary = floating("sigmoid");
export const floor: Unary = rounding("floor");
export const ceil: Unary = rounding("ceil");
export const round: Unary = rounding("round");
export const neg: Unary = numeric("neg");
export const abs: Unary = numeric("abs");
export const sign: Unary = numeric("sign");

function binary(
  primitive: "add" | "sub" | "mul" | "mod" | "maximum" | "minimum" | "less" | "lessEqual" | "equal",
): Binary {
  return (a, b) => Node.apply(primitive, pair(primitive, a, b), none);
}

export const add: Binary = binary("add");
export const sub: Binary = binary("sub");
export const mul: Binary = binary("mul");
export const mod: Binary = binary("mod");
export const maximum: Binary = binary("maximum");
export const minimum: Binary = binary("minimum");
export const less: Binary = binary("less");
export const lessEqual: Binary = binary("lessEqual");
export const equal: Binary = binary("equal");

/** `compare(b, a)`, whose errors name the shapes as the user wrote them. */
function swapped(name: "greater" | "greaterEqual", compare: Binary): Binary {
  return (a, b) =>
    operation(name, () => {
      const [x, y] = pair(name, a, b);
      if (broadcastShapes(x.shape, y.shape) === null) {
        const shapes = `${printShape(x.shape)} and ${printShape(y.shape)}`;
        throw shapeError(name, `shapes must broadcast; got ${shapes}.`);
      }
      return compare(y, x);
    });
}

export const greater: Binary = swapped("greater", less);
export const greaterEqual: Binary = swapped("greaterEqual", lessEqual);

export function notEqual(a: Input, b: Input): Node {
  return operation("notEqual", () => not(equal(a, b)));
}

export function div(a: Input, b: Input): Node {
  const [x, y] = pair("div", a, b);
  return Node.apply("div", [toFloating(x), toFloating(y)], none);
}

/** The powers that a few instructions compute, as in PyTorch, besides squares and cubes. */
const quickPowers: ReadonlyMap<unknown, Unary> = new Map([
  [-1, reciprocal],
  [-0.5, rsqrt],
  [0.5, sqrt],
]);

/** `xⁿ` for a whole number from 1, by squarings. */
function product(x: Node, n: number): Node {
  if (n === 1) return x;
  const even = product(square(x), Math.floor(n / 2));
  return n % 2 === 0 ? even : mul(even, x);
}

/** Squares, cubes and all powers of integers by a whole number are products, which wrap; others of integers are computed in float64, which is exact up to 2⁵³, and converted back. */
export function pow(a: Input, b: Input): Node {
  const [x, y] = pair("pow", a, b);
  const floats = isFloating(x.dtype);
  const dtype = floats ? x.dtype : "float64";
  return operation("pow", () => {
    if (b === 2 || b === 3 || (!floats && typeof b === "number" && b >= 1)) return product(x, b);
    const quick = floats && quickPowers.get(b);
    return quick
      ? quick(x)
      : cast(Node.apply("pow", [cast(x, dtype), cast(y, dtype)], none), x.dtype);
  });
}

/**
 * The remainder by a divisor that has the sign of `a`: by such, `mod` and `fmod` are the same. What is left whole keeps the sign of its 0; and beside the least
 * integer, which has no size, everything from 0 is.
 */
export function fmod(a: Input, b: Input): Node {
  return operation("fmod", () => {
    const [x, y] = pair("fmod", a, b);
    const size = abs(y);
    const rest = mod(x, where(less(x, 0), neg(size), size));
    return where(or(equal(rest, x), less(rest, minimum(x, 0))), x, rest);
  });
}

/** The angle of the point `(x, y)`. */
export function atan2(y: Input, x: Input): Node {
  const [a, b] = pair("atan2", y, x);
  return Node.apply("atan2", [toFloating(a), toFloating(b)], none);
}

export function tan(x: Node): Node {
  return operation("tan", () => div(sin(x), cos(x)));
}

/** Rounded up below 0 and down elsewhere. NaN is not below 0, and `floor` passes it through. */
export function trunc(x: Node): Node {
  if (!isFloating(x.dtype)) return x;
  return operation("trunc", () => where(less(x, constant(0, x.dtype)), ceil(x), floor(x)));
}

/** `value` in the shape of `x`: what holds of every integer. */
function everywhere(x: Node, value: boolean): Node {
  return Node.apply("expand", [constant(Number(value), "bool")], { shape: x.shape });
}

export function isNaN(x: Node): Node {
  return operation("isNaN", () => (isFloating(x.dtype) ? notEqual(x, x) : everywhere(x, false)));
}

export function isFinite(x: Node): Node {
  return operation("isFinite", () =>
    isFloating(x.dtype) ? less(abs(x), constant(Infinity, x.dtype)) : everywhere(x, true),
  );
}

export function isInfinite(x: Node): Node {
  return operation("isInfinite", () =>
    isFloating(x.dtype) ? equal(abs(x), constant(Infinity, x.dtype)) : everywhere(x, false),
  );
}

/** `bound` where `x` is beyond it, as `outside` says, or where the bound is NaN; else `x`. Where both are equal the gradient is that of `x`. */
function limit(x: Node, bound: Input, outside: (x: Node, bound: Node) => Node): Node {
  const [y, most] = pair("clamp", x, bound);
  const beyond = outside(y, most);
  const known = typeof bound === "number" && bound === bound;
  return where(known ? beyond : or(beyond, notEqual(most, most)), most, y);
}

/** At least `low` and then at most `high`, so that `high` wins where they are the wrong way round. */
export function clamp(x: Node, low: Input | null = null, high: Input | null = null): Node {
  return operation("clamp", () => {
    const raised = low === null ? x : limit(x, low, less);
    return high === null ? raised : limit(raised, high, (y, most) => less(most, y));
  });
}

function truth(name: string, input: Input): Node {
  return cast(asNode(input, null, name), "bool");
}

export function not(x: Input): Node {
  return Node.apply("not", [truth("not", x)], none);
}

export function and(a: Input, b: Input): Node {
  return Node.apply("and", [truth("and", a), truth("and", b)], none);
}

export function or(a: Input, b: Input): Node {
  return Node.apply("or", [truth("or", a), truth("or", b)], none);
}

export function xor(a: Input, b: Input): Node {
  return operation("xor", () => notEqual(truth("xor", a), truth("xor", b)));
}

export function where(condition: Input, a: Input, b: Input): Node {
  const [x, y] = pair("where", a, b);
  return Node.apply("where", [truth("where", condition), x, y], none);
}

export function square(x: Node): Node {
  return operation("square", () => mul(x, x));
}

export function reciprocal(x: Node): Node {
  return operation("reciprocal", () => {
    const y = toFloating(x);
    return div(constant(1, y.dtype), y);
  });
}

export function rsqrt(x: Node): Node {
  return operation("rsqrt", () => reciprocal(sqrt(x)));
}

/** `x ≤ 0` is false of NaN, which passes through. */
export function relu(x: Node): Node {
  return operation("relu", () => {
    const zero = constant(0, x.dtype);
    return where(lessEqual(x, zero), zero, x);
  });
}

export function identity(x: Node, marker: Marker): Node {
  return Node.apply("identity", [x], { marker });
}

/**
 * The same value with no graph behind it: at once where it is computed, else as soon as it is. Another node also for a leaf, which
 * gradients may be asked for. What a trace is given has another value in each replay.
 */
export function detach(x: Node): Node {
  if (x.value !== null && x.variable === null && !isTracing()) {
    return Node.detached(x as Node & { value: NonNullable<Node["value"]> });
  }
  return identity(x, "detach");
}

export { cast };
