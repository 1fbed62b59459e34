import { standaloneProgram } from "@chainrule/engine-wasm";
import { checkKind, checkNames, checkOneOf } from "@chainrule/graph";
import { codeOf } from "./code.ts";
import { declarationsOf } from "./declarations.ts";
import { checkNamed, type Named } from "./named.ts";
import type { Port } from "./port.ts";
import { trace } from "./trace.ts";

export type { Named } from "./named.ts";

/** The options of {@link toJavaScript}. */
export interface JavaScriptOptions {
  /** Where the weights are: `"inside"` the file, as text, or `"apart"`, where the caller of `load` hands them over. Default `"inside"`. */
  readonly weights?: "inside" | "apart";
}

/** What {@link toJavaScript} gives. */
export interface JavaScriptFile {
  /** The text of an ES module. */
  readonly code: string;
  /** The text of its types, for a file beside it that ends in `.d.ts`. */
  readonly types: string;
  /** The weights, as `load` takes them where they are apart. */
  readonly weights: Uint8Array;
}

/**
 * A function of tensors, such as the forward pass of a trained model, as one JavaScript file, which runs without this library: in Node, in browsers from any server, in Deno and in Bun. Parameters and state are stored in it as they are now.
 * `inputs` are examples: their names, shapes and dtypes are those of what the file's function is given; results have the names that `f` gives them. `f` is called once, with tensors that stand for others, and what it assigns is dropped.
 *
 * The file is an ES module that exports `load`. It compiles the file's WebAssembly, which holds the kernels that `f` needs and no others, and gives a function from arrays of numbers (typed or not, row by row) to typed arrays, on one thread.
 * What that gives has the bits that the engine gives of `f` on the same machine. The file exports the dtypes and shapes of its `inputs` and `results`, too. Where it may not compile WebAssembly, which a page's policy
 * allows by `'wasm-unsafe-eval'`, or where vectors are missing in it, `load` throws the platform's own error.
 *
 * Throws where `f` draws random numbers, which a model in evaluation mode (`model.evaluate()`) does not, or reads what it is given or computes of that, and where inputs or results are no tensors by name.
 *
 * ```ts
 * import { toJavaScript } from "@chainrule/standalone";
 * import { tensor, zeros } from "@chainrule/tensor";
 *
 * const weights = tensor([[1], [2]]);
 * const { code } = toJavaScript(({ x }) => ({ y: x.matmul(weights) }), { x: zeros([1, 2]) });
 * const { load } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
 * const f = await load();
 * f({ x: [3, 4] }); // => { y: Float32Array.of(11) }
 * f({ x: [3, 4, 5] }); // throws x: needs 2 numbers, of shape [1, 2]; got 3.
 * ```
 */
export function toJavaScript<const Inputs extends Named>(
  f: (inputs: Inputs) => Named,
  inputs: Inputs,
  options: JavaScriptOptions = {},
): JavaScriptFile {
  checkNames("toJavaScript", options, { weights: 0 });
  const { weights = "inside" } = options;
  checkOneOf("toJavaScript", "weights", weights, ["inside", "apart"]);
  checkKind("toJavaScript", "what is written", f, Function, "a function of tensors by name");
  checkNamed(inputs, "input", "inputs", "{ x: zeros([1, 2]) }");
  const { graph, sources, results } = trace(f, inputs);
  const program = standaloneProgram(graph, sources);
  const portsOf = (values: Named, addressOf: (i: number) => number | undefined): Port[] =>
    Object.entries(values).map(([name, { dtype, shape }], i) => {
      return { name, dtype, shape, address: addressOf(i) ?? null };
    });
  const given = portsOf(inputs, (i) => program.inputs[sources.indexOf(i)]);
  const found = portsOf(results, (i) => program.outputs[i]);
  const apart = weights === "apart";
  return {
    code: codeOf({ program, inputs: given, results: found, apart }),
    types: declarationsOf(given, found, apart),
    weights: program.start,
  };
}
