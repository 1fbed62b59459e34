import { type DType, isFloating } from "../dtype.ts";
import type { Elementwise, Primitive } from "../primitives.ts";
import { dtypeError, shapeError } from "../scope.ts";
import { broadcastShapes, printShape } from "../shape.ts";
import type { InferRules } from "./rule.ts";
import type { Type } from "../type.ts";

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

/** The one dtype of the inputs. Throws unless they have one, and `accepts` it; `what` says in the error what is needed. */
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

type Rule = (inputs: readonly Type[], attributes: object, name: Primitive) => Type;

/** The rule of a primitive whose inputs broadcast and have one dtype that it `accepts`; the result has that dtype, or `result`. */
function rule(accepts: (d: DType) => boolean, what: string, result?: DType): Rule {
  return (inputs, _, name) => {
    const dtype = common(name, inputs, accepts, what);
    const shape = broadcast(name, inputs);
    const [x] = inputs;
    // Mostly the result is of an input's type: that is given, and no other one made.
    if (shape === x!.shape && result === undefined) return x!;
    return { shape, dtype: result ?? dtype };
  };
}

const floating: Rule = rule(isFloating, "floating inputs of one dtype");
const numeric: Rule = rule(isNumeric, "numeric inputs of one dtype");
const logical: Rule = rule(isBool, "bool inputs");
const compare: Rule = rule(isAny, "inputs of one dtype", "bool");
const alike: Rule = rule(isAny, "inputs of one dtype");

export const elementwise: InferRules<Elementwise> = {
  identity: ([x]): Type => x,
  cast: ([x], { dtype }): Type => ({ shape: x.shape, dtype }),
  neg: numeric,
  abs: numeric,
  sign: numeric,
  exp: floating,
  expm1: floating,
  log: floating,
  log1p: floating,
  sqrt: floating,
  sin: floating,
  cos: floating,
  tanh: floating,
  erf: floating,
  sigmoid: floating,
  floor: floating,
  ceil: floating,
  round: floating,
  not: logical,
  add: numeric,
  sub: numeric,
  mul: numeric,
  div: floating,
  pow: floating,
  atan2: floating,
  mod: numeric,
  maximum: alike,
  minimum: alike,
  less: compare,
  lessEqual: compare,
  equal: compare,
  and: logical,
  or: logical,
  where: ([condition, a, b], _, name): Type => {
    if (condition.dtype !== "bool") {
      throw dtypeError(name, `the condition must be bool; got ${condition.dtype}.`);
    }
    const dtype = common(name, [a, b], isAny, "branches of one dtype");
    return { shape: broadcast(name, [condition, a, b]), dtype };
  },
};
