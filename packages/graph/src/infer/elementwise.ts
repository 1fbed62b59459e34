import { type DType, isFloating } from "../dtype.ts";
import type { Elementwise, Inputs, Primitive } from "../primitives.ts";
import { dtypeError, shapeError } from "../scope.ts";
import { broadcastShapes, printShape } from "../shape.ts";
import type { InferRules, Type } from "./rule.ts";

/** The common shape of broadcast inputs. */
function broadcast(name: Primitive, inputs: readonly Type[]): Type["shape"] {
  let { shape } = inputs[0]!;
  for (let i = 1; i < inputs.length; i++) {
    const both = broadcastShapes(shape, inputs[i]!.shape);
    if (both === null) {
      const shapes = inputs.map((one) => printShape(one.shape)).join(" and ");
      throw shapeError(name, `shapes must broadcast; got ${shapes}.`);
    }
    shape = both;
  }
  return shape;
}

/** The one dtype of the inputs, which `accepts` must take. */
function common(
  name: Primitive,
  inputs: readonly Type[],
  accepts: (d: DType) => boolean,
  what: string,
): DType {
  const { dtype } = inputs[0]!;
  let fits = accepts(dtype);
  for (let i = 1; i < inputs.length; i++) fits &&= inputs[i]!.dtype === dtype;
  if (fits) return dtype;
  throw dtypeError(name, `needs ${what}; got ${inputs.map((one) => one.dtype).join(" and ")}.`);
}

const isNumeric = (dtype: DType): boolean => dtype !== "bool";
const isBool = (dtype: DType): boolean => dtype === "bool";
const isAny = (): boolean => true;

type Rule = (inputs: readonly Type[]) => Type;

function rule(name: Primitive, accepts: (d: DType) => boolean, what: string, result?: DType): Rule {
  return (inputs) => {
    const dtype = common(name, inputs, accepts, what);
    const shape = broadcast(name, inputs);
    const [x] = inputs;
    // Mostly the result is of an input's type: that is given, and no other one made.
    if (shape === x!.shape && result === undefined) return x!;
    return { shape, dtype: result ?? dtype };
  };
}

const floating = (name: Primitive): Rule => rule(name, isFloating, "floating inputs of one dtype");
const numeric = (name: Primitive): Rule => rule(name, isNumeric, "numeric inputs of one dtype");
const logical = (name: Primitive): Rule => rule(name, isBool, "bool inputs");
const compare = (name: Primitive): Rule => rule(name, isAny, "inputs of one dtype", "bool");
const alike = (name: Primitive): Rule => rule(name, isAny, "inputs of one dtype");

export const elementwise: InferRules<Elementwise> = {
  identity: ([x]: Inputs<"identity", Type>): Type => x,
  cast: ([x], { dtype }): Type => ({ shape: x.shape, dtype }),
  neg: numeric("neg"),
  abs: numeric("abs"),
  sign: numeric("sign"),
  exp: floating("exp"),
  expm1: floating("expm1"),
  log: floating("log"),
  log1p: floating("log1p"),
  sqrt: floating("sqrt"),
  sin: floating("sin"),
  cos: floating("cos"),
  tanh: floating("tanh"),
  erf: floating("erf"),
  sigmoid: floating("sigmoid"),
  floor: floating("floor"),
  ceil: floating("ceil"),
  round: floating("round"),
  not: logical("not"),
  add: numeric("add"),
  sub: numeric("sub"),
  mul: numeric("mul"),
  div: floating("div"),
  pow: floating("pow"),
  atan2: floating("atan2"),
  mod: numeric("mod"),
  maximum: alike("maximum"),
  minimum: alike("minimum"),
  less: compare("less"),
  lessEqual: compare("lessEqual"),
  equal: compare("equal"),
  and: logical("and"),
  or: logical("or"),
  where: ([condition, a, b]: Inputs<"where", Type>): Type => {
    if (condition.dtype !== "bool") {
      throw dtypeError("where", `the condition must be bool; got ${condition.dtype}.`);
    }
    const dtype = common("where", [a, b], isAny, "branches of one dtype");
    return { shape: broadcast("where", [condition, a, b]), dtype };
  },
};
