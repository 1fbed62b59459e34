import type { Attributes, Elementwise } from "@chainrule/graph";
import { primitive, type Tensor } from "@chainrule/tensor";
import { aligned, type Batched, type BatchingRules, exampleShape } from "./rule.ts";

type Rule = (inputs: readonly Batched[], attributes: Attributes<Elementwise>) => Tensor;

/** The primitive itself: axes that examples lack for broadcasting are put in behind the first. */
function same<P extends Elementwise>(name: P): Rule {
  return (inputs, attributes) => {
    const rank = Math.max(...inputs.map((input) => exampleShape(input).length));
    const tensors = inputs.map((input) => aligned(input, rank));
    return primitive(name, tensors, attributes as Attributes<P>);
  };
}

export const elementwise: BatchingRules<Elementwise> = {
  identity: same("identity"),
  cast: same("cast"),
  neg: same("neg"),
  abs: same("abs"),
  sign: same("sign"),
  exp: same("exp"),
  expm1: same("expm1"),
  log: same("log"),
  log1p: same("log1p"),
  sqrt: same("sqrt"),
  sin: same("sin"),
  cos: same("cos"),
  tanh: same("tanh"),
  erf: same("erf"),
  sigmoid: same("sigmoid"),
  floor: same("floor"),
  ceil: same("ceil"),
  round: same("round"),
  not: same("not"),
  add: same("add"),
  sub: same("sub"),
  mul: same("mul"),
  div: same("div"),
  pow: same("pow"),
  atan2: same("atan2"),
  mod: same("mod"),
  maximum: same("maximum"),
  minimum: same("minimum"),
  less: same("less"),
  lessEqual: same("lessEqual"),
  equal: same("equal"),
  and: same("and"),
  or: same("or"),
  where: same("where"),
};
