import { branch, broadcast, neuron, product } from "./expressions.ts";
import { notebook, sigmoidNetwork } from "./networks.ts";
import type { Program } from "./program.ts";
import { parseExpression } from "./typed-expression.ts";

/** What can be watched, by what the page calls it. */
const programs: Readonly<Record<string, Program>> = {
  product,
  branch,
  neuron,
  broadcast,
  notebook,
  sigmoid: sigmoidNetwork,
};

/** The program of that name, or of an expression that was typed. */
export function programOf(name: string, expression: string): Program {
  return programs[name] ?? parseExpression(expression);
}
