import { arrayOf, sizeOf } from "@chainrule/graph";
import type { StandaloneProgram } from "@chainrule/engine-wasm";
import { base64 } from "./base64.ts";
import { piecesOf } from "./pieces.ts";
import { keyOf, type Port } from "./port.ts";

/** What a file holds. */
export interface Contents {
  readonly program: StandaloneProgram;
  readonly inputs: readonly Port[];
  readonly results: readonly Port[];
  /** Whether the caller hands the weights over. */
  readonly apart: boolean;
}

/** Where the elements of a port are, as an expression: nowhere in the memory where the program does not use it. */
function viewOf({ dtype, shape, address }: Port): string {
  const place = address === null ? "" : `buffer, ${address}, `;
  return `new ${arrayOf(dtype).name}(${place}${sizeOf(shape)})`;
}

function typesOf(ports: readonly Port[]): string {
  const types = ports.map((port) => {
    return `  ${keyOf(port)}: { dtype: "${port.dtype}", shape: [${port.shape.join(", ")}] },\n`;
  });
  return `{\n${types.join("")}}`;
}

const fromBase64 = `
function fromBase64(text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}
`;

/** What makes bytes of the weights: of text in the file, or of what a caller hands over. */
function weightsOf({ program: { start }, apart }: Contents): string {
  if (!apart) return `  new Uint8Array(buffer).set(fromBase64(weights));`;
  return `  const bytes = ArrayBuffer.isView(weights)
    ? new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength)
    : new Uint8Array(weights);
  if (bytes.length !== ${start.length}) {
    throw new RangeError(\`load: the weights must have ${start.length} bytes; got \${bytes.length}.\`);
  }
  new Uint8Array(buffer).set(bytes);`;
}

/** The text of the file. */
export function codeOf(contents: Contents): string {
  const { program, inputs, results, apart } = contents;
  const { imports, pages, start } = program;
  const { pieces, modules } = piecesOf(program.modules);
  const env = ["memory", ...Object.entries(imports).map((one) => one.join(": "))].join(", ");
  const views = (name: string, ports: readonly Port[]): string =>
    ports.map((port, i) => `  const ${name}${i} = ${viewOf(port)};\n`).join("");
  const fills = inputs.map(
    (port, i) => `    fill(input${i}, ${JSON.stringify(port.name)}, given);\n`,
  );
  const copies = results.map((port, i) => `${keyOf(port)}: result${i}.slice()`);
  return `// A function as WebAssembly, which needs no other file. @chainrule/standalone wrote it.

export const inputs = ${typesOf(inputs)};

export const results = ${typesOf(results)};

const fromHexadecimal = (text) => Uint8Array.from(text.match(/../g), (byte) => parseInt(byte, 16));
const join = (parts) => fromHexadecimal(parts.map((part) => pieces[part]).join(""));
${apart ? "" : fromBase64}
function fill(view, name, given) {
  const list = Object(given)[name];
  const { dtype, shape } = inputs[name];
  const isTyped = ArrayBuffer.isView(list) && !(list instanceof DataView);
  const isList = isTyped || Array.isArray(list);
  // One element tells what a typed array has.
  const isNumber = (x) => typeof x === "number" || typeof x === "boolean";
  const odd = isList ? (isTyped ? list.subarray(0, 1) : list).findIndex((x) => !isNumber(x)) : 0;
  if (!isList || list.length !== view.length || odd >= 0) {
    const got = isList ? (odd < 0 ? list.length : \`\${typeof list[odd]} at \${odd}\`) : String(list);
    throw new TypeError(\`\${name}: needs \${view.length} numbers, of shape [\${shape.join(", ")}]; got \${got}.\`);
  }
  if (dtype === "bool") for (let i = 0; i < view.length; i++) view[i] = list[i] ? 1 : 0;
  else view.set(list);
}

export async function load(${apart ? "weights" : ""}) {
  const memory = new WebAssembly.Memory({ initial: ${pages}, maximum: ${pages} });
  const { buffer } = memory;
${weightsOf(contents)}
  // The first module is for engines that can add a product in one instruction.
  const [fused, plain = fused] = modules.map(join);
  const code = WebAssembly.validate(fused) ? fused : plain;
  const { instance } = await WebAssembly.instantiate(code, { env: { ${env} } });
  const { run } = instance.exports;
${views("input", inputs)}${views("result", results)}  return (given) => {
${fills.join("")}    run();
    return { ${copies.join(", ")} };
  };
}

const pieces = [${pieces.map((text) => `"${text}"`).join(", ")}];
const modules = ${JSON.stringify(modules)};
${apart ? "" : `const weights = "${base64(start)}";\n`}`;
}
