import { Code, Module, type ValueType } from "../src/assembler.ts";
import { type Memory, webAssembly } from "../src/webassembly.ts";

type Exported = (...values: number[]) => number;

/** The functions of a module over a memory of its own. */
export function instantiate(
  module: Module,
  imports: Readonly<Record<string, unknown>> = {},
): { exports: Readonly<Record<string, Exported>>; memory: Memory } {
  const wasm = webAssembly();
  const memory = new wasm.Memory({ initial: 2, maximum: 4, shared: false });
  const code = new wasm.Module(module.bytes({ shared: false }));
  const { exports } = new wasm.Instance(code, { env: { memory, ...imports } });
  return { exports: exports as Record<string, Exported>, memory };
}

/** One function, as a function. */
export function compiled(
  parameters: readonly ValueType[],
  results: readonly ValueType[],
  body: (code: Code) => void,
): Exported {
  const module = new Module();
  const code = new Code(parameters, results);
  body(code);
  module.add("f", code);
  return instantiate(module).exports["f"]!;
}
