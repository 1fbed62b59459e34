import { arrayOf, sizeOf } from "@chainrule/graph";
import { keyOf, type Port } from "./port.ts";

/** The lines of an interface, one for each port. */
function members(ports: readonly Port[], typeOf: (array: string) => string): string {
  return ports
    .map((port) => {
      const { dtype, shape } = port;
      return `  /** ${dtype} of shape [${shape.join(", ")}]: ${sizeOf(shape)} numbers, row by row. */
  readonly ${keyOf(port)}: ${typeOf(arrayOf(dtype).name)};\n`;
    })
    .join("");
}

function typesOf(ports: readonly Port[]): string {
  const types = ports.map((port) => {
    const shape = `readonly [${port.shape.join(", ")}]`;
    return `  readonly ${keyOf(port)}: { readonly dtype: "${port.dtype}"; readonly shape: ${shape} };\n`;
  });
  return `{\n${types.join("")}}`;
}

/** The text of the file that says what types a file's exports have. */
export function declarationsOf(
  inputs: readonly Port[],
  results: readonly Port[],
  apart: boolean,
): string {
  const numbers = "readonly number[] | readonly boolean[]";
  return `/** What the function is given. */
export interface Inputs {
${members(inputs, (array) => `${array} | ${numbers}`)}}

/** What the function gives: copies, which later calls leave alone. */
export interface Results {
${members(results, (array) => array)}}

/** The dtypes and shapes of the inputs. */
export declare const inputs: ${typesOf(inputs)};

/** The dtypes and shapes of the results. */
export declare const results: ${typesOf(results)};

/** Compiles the function, with a memory of its own${apart ? ", and the weights that were written with the file" : ""}. */
export declare function load(${apart ? "weights: ArrayBuffer | ArrayBufferView" : ""}): Promise<(inputs: Inputs) => Results>;
`;
}
