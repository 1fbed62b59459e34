import {
  allocate,
  type Debug,
  type DType,
  type Shape,
  type Type,
  type TypedArray,
} from "@chainrule/graph";
import type { Length, Lengths } from "./length.ts";
import { Message } from "./protobuf.ts";

/** ONNX's numbers of the dtypes, and of int64, which lengths have. */
const elementTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float64: 11 } as const;

export type ElementType = keyof typeof elementTypes;

/** What an operator is told besides its inputs. */
type OnnxAttribute = number | string | readonly number[];

/** The version of ONNX's operators. */
const opset = 18;
/** The version of the file format that came with it. */
const format = 8;
/** The most that a message may take, in the libraries that read it. */
const mostBytes = 2 ** 31 - 1;

/** The graph of an ONNX model while it is built: values are names. Field numbers are those of `onnx.proto`. */
export class OnnxGraph {
  readonly #graph = new Message();
  readonly #names = new Set<string>();
  /** The initializers of lengths and of single numbers, by what they hold. */
  readonly #known = new Map<string, string>();
  /** The input whose first axis is the batch. */
  #batched: string | null = null;
  #batch: string | null = null;
  /** What the user was doing where the nodes to come were built. */
  debug: Debug = { operation: "", module: "" };

  /** A name like `wanted` that nothing else has. */
  name(wanted: string): string {
    let name = wanted;
    for (let i = 1; this.#names.has(name); i++) name = `${wanted}_${i}`;
    this.#names.add(name);
    return name;
  }

  /** Keeps `name` for a result. Throws where an input has it. */
  reserve(name: string): void {
    if (this.#names.has(name)) throw new Error(`toOnnx: names must differ; got ${name} twice.`);
    this.#names.add(name);
  }

  /** A value that is given at each run, called `name`. */
  input(name: string, type: Lengths<Type>): void {
    this.reserve(name);
    this.#graph.message(11, valueInfo(name, type));
    if (typeof type.shape[0] === "object") this.#batched ??= name;
  }

  /** Says that `value` is the result called `name`, which is reserved. */
  output(name: string, value: string, type: Lengths<Type>): void {
    this.#write("Identity", [value], {}, [name]);
    this.#graph.message(12, valueInfo(name, type));
  }

  /** A value that is stored in the model. */
  initializer(
    wanted: string,
    type: ElementType,
    shape: Shape,
    elements: TypedArray | BigInt64Array,
  ): string {
    const name = this.name(wanted);
    const bytes = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
    const tensor = new Message()
      .integers(1, shape)
      .integer(2, elementTypes[type])
      .text(8, name)
      .bytes(9, bytes.slice());
    this.#graph.message(5, tensor);
    return name;
  }

  /** `operator` applied to values. An input that is left out is "". */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    return this.nodes(operator, inputs, attributes, 1)[0]!;
  }

  /** The same of an operator with `count` results. */
  nodes(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    count: number,
  ): string[] {
    const outputs = Array.from({ length: count }, () => this.name(operator.toLowerCase()));
    this.#write(operator, inputs, attributes, outputs);
    return outputs;
  }

  #write(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    outputs: readonly string[],
  ): void {
    const node = new Message();
    for (const input of inputs) node.text(1, input);
    for (const output of outputs) node.text(2, output);
    const { module, operation } = this.debug;
    node
      .text(3, this.name([module, operation, operator].filter(Boolean).join("/")))
      .text(4, operator);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attribute(name, value));
    this.#graph.message(1, node);
  }

  cast(value: string, dtype: ElementType): string {
    return this.node("Cast", [value], { to: elementTypes[dtype] });
  }

  /** A list of lengths, as int64. */
  lengths(list: readonly Length[]): string {
    if (list.every((length) => typeof length === "number")) {
      return this.#once(`int64[${String(list)}]`, (name) =>
        this.initializer(name, "int64", [list.length], BigInt64Array.from(list, BigInt)),
      );
    }
    const parts = list.map((length) => {
      if (typeof length === "number") return this.lengths([length]);
      const product =
        length.times === 1
          ? this.#batchSize()
          : this.node("Mul", [this.#batchSize(), this.lengths([length.times])]);
      return length.plus === 0 ? product : this.node("Add", [product, this.lengths([length.plus])]);
    });
    return parts.length === 1 ? parts[0]! : this.node("Concat", parts, { axis: 0 });
  }

  /** How many examples the batch has: a list of one int64. */
  #batchSize(): string {
    return (this.#batch ??= this.node("Shape", [this.#batched!], { start: 0, end: 1 }));
  }

  /** One number, of `dtype`. */
  scalar(value: number, dtype: DType): string {
    const elements = allocate(dtype, 1);
    elements[0] = value;
    const sign = Object.is(value, -0) ? "-" : "";
    return this.#once(`${dtype} ${sign}${value}`, (name) =>
      this.initializer(name, dtype, [], elements),
    );
  }

  #once(what: string, make: (name: string) => string): string {
    let name = this.#known.get(what);
    if (name === undefined) this.#known.set(what, (name = make(what)));
    return name;
  }

  /** The file. Throws where it would be larger than any library reads. */
  encode(): Uint8Array {
    this.#graph.text(2, "chainrule");
    const model = new Message()
      .integer(1, format)
      .text(2, "chainrule")
      .message(7, this.#graph)
      .message(8, new Message().text(1, "").integer(2, opset));
    if (model.size > mostBytes) {
      throw new Error(
        `toOnnx: a file may have at most ${mostBytes} bytes; got ${model.size}: parameters take most of them.`,
      );
    }
    return model.encode();
  }
}

function attribute(name: string, value: OnnxAttribute): Message {
  const message = new Message().text(1, name);
  if (typeof value === "number") return message.integer(3, value).integer(20, 2);
  if (typeof value === "string") return message.text(4, value).integer(20, 3);
  return message.integers(8, value).integer(20, 7);
}

function valueInfo(name: string, { shape, dtype }: Lengths<Type>): Message {
  const shapeMessage = new Message();
  for (const length of shape) {
    const dimension = new Message();
    if (typeof length === "number") dimension.integer(1, length);
    else dimension.text(2, printed(length));
    shapeMessage.message(1, dimension);
  }
  const tensorType = new Message().integer(1, elementTypes[dtype]).message(2, shapeMessage);
  return new Message().text(1, name).message(2, new Message().message(1, tensorType));
}

/** What a length that grows is called: `batch`, `2·batch`, `batch+1`. */
function printed({ times, plus }: Exclude<Length, number>): string {
  return `${times === 1 ? "" : `${times}*`}batch${plus === 0 ? "" : plus > 0 ? `+${plus}` : plus}`;
}
