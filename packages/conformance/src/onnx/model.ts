import { allocate, type DType, sizeOf } from "@chainrule/graph";
import { fromData, type Tensor } from "@chainrule/tensor";
import { bytesOf, type Field, fields, floatsOf, integersOf, textOf } from "./protobuf.ts";

/** What keeps a case from being run: a dtype, operator or attribute that the library does not have. */
export class Excluded extends Error {}

export type Attribute = number | string | readonly number[] | Tensor;

/** One node of an ONNX graph. An input that is left out has no name. */
export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
}

export interface OnnxModel {
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  /** The version of the operators of ONNX's own domain. */
  readonly opset: number;
}

/** ONNX's element types that are dtypes of the library. int64 is read as int32, in which all values of the cases fit or they are excluded. */
const dtypes: Readonly<Record<number, DType>> = {
  1: "float32",
  2: "uint8",
  6: "int32",
  7: "int32",
  9: "bool",
  11: "float64",
};

const names: Readonly<Record<number, string>> = {
  3: "int8",
  4: "uint16",
  5: "int16",
  8: "string",
  10: "float16",
  12: "uint32",
  13: "uint64",
  16: "bfloat16",
};

/** The dtype of an ONNX element type. */
export function dtypeOf(type: number): DType {
  const dtype = dtypes[type];
  if (dtype === undefined) throw new Excluded(`dtype ${names[type] ?? type}`);
  return dtype;
}

/** The raw elements of element type `type`, little-endian. */
function rawElements(raw: Uint8Array, type: number): number[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const every = (size: number, read: (at: number) => number): number[] =>
    Array.from({ length: raw.length / size }, (_, i) => read(i * size));
  switch (type) {
    case 1:
      return every(4, (at) => view.getFloat32(at, true));
    case 6:
      return every(4, (at) => view.getInt32(at, true));
    case 7:
      return every(8, (at) => Number(view.getBigInt64(at, true)));
    case 11:
      return every(8, (at) => view.getFloat64(at, true));
    default:
      return [...raw];
  }
}

/** A tensor, and its name where it has one. */
export function readTensor(bytes: Uint8Array): { readonly name: string; readonly tensor: Tensor } {
  const shape: number[] = [];
  let [type, name] = [0, ""];
  let elements: number[] = [];
  let raw: Uint8Array | null = null;
  for (const field of fields(bytes)) {
    switch (field.number) {
      case 1:
        shape.push(...integersOf(field).map(Number));
        break;
      case 2:
        type = Number(field.value as bigint);
        break;
      case 4:
        elements = elements.concat(floatsOf(field, 4));
        break;
      case 5:
      case 7:
        elements = elements.concat(integersOf(field).map(Number));
        break;
      case 8:
        name = textOf(field);
        break;
      case 9:
        raw = bytesOf(field);
        break;
      case 10:
        elements = elements.concat(floatsOf(field, 8));
        break;
    }
  }
  const dtype = dtypeOf(type);
  if (raw !== null) elements = rawElements(raw, type);
  const data = allocate(dtype, sizeOf(shape));
  data.set(elements);
  if (dtype === "int32" && elements.some((value, i) => data[i] !== value)) {
    // The largest and smallest numbers stand for an end that is not there.
    data.set(elements.map((value) => Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1)));
  }
  return { name, tensor: fromData(data, shape, dtype) as Tensor };
}

function readAttribute(bytes: Uint8Array): [name: string, value: Attribute] {
  let name = "";
  let value: Attribute | undefined;
  const list: number[] = [];
  for (const field of fields(bytes)) {
    switch (field.number) {
      case 1:
        name = textOf(field);
        break;
      case 2:
        value = floatsOf(field, 4)[0]!;
        break;
      case 3:
        value = Number(field.value as bigint);
        break;
      case 4:
        value = textOf(field);
        break;
      case 5:
        value = readTensor(bytesOf(field)).tensor;
        break;
      case 7:
        list.push(...floatsOf(field, 4));
        break;
      case 8:
        list.push(...integersOf(field).map(Number));
        break;
      case 6:
      case 11:
        throw new Excluded("graphs inside of graphs");
    }
  }
  return [name, value ?? list];
}

function readNode(bytes: Uint8Array): OnnxNode {
  const [inputs, outputs]: string[][] = [[], []];
  const attributes = new Map<string, Attribute>();
  let [operator, domain] = ["", ""];
  for (const field of fields(bytes)) {
    if (field.number === 1) inputs!.push(textOf(field));
    else if (field.number === 2) outputs!.push(textOf(field));
    else if (field.number === 4) operator = textOf(field);
    else if (field.number === 5) attributes.set(...readAttribute(bytesOf(field)));
    else if (field.number === 7) domain = textOf(field);
  }
  const own = domain === "" || domain === "ai.onnx" ? operator : `${domain}.${operator}`;
  return { operator: own, inputs: inputs!, outputs: outputs!, attributes };
}

/** The name of an input or output of a graph, which must be a tensor. */
function nameOf(field: Field): string {
  let name = "";
  for (const inner of fields(bytesOf(field))) {
    if (inner.number === 1) name = textOf(inner);
    if (inner.number !== 2) continue;
    for (const type of fields(bytesOf(inner))) {
      if (type.number === 4 || type.number === 9)
        throw new Excluded("sequences and optional values");
    }
  }
  return name;
}

/** The model in the bytes of a `.onnx` file. */
export function readModel(bytes: Uint8Array): OnnxModel {
  const nodes: OnnxNode[] = [];
  const [inputs, outputs]: string[][] = [[], []];
  const initializers = new Map<string, Tensor>();
  let opset = 1;
  for (const field of fields(bytes)) {
    if (field.number === 8) {
      let [domain, version] = ["", 1];
      for (const inner of fields(bytesOf(field))) {
        if (inner.number === 1) domain = textOf(inner);
        else if (inner.number === 2) version = Number(inner.value as bigint);
      }
      if (domain === "" || domain === "ai.onnx") opset = version;
    }
    if (field.number !== 7) continue;
    for (const inner of fields(bytesOf(field))) {
      if (inner.number === 1) nodes.push(readNode(bytesOf(inner)));
      else if (inner.number === 5) {
        const { name, tensor } = readTensor(bytesOf(inner));
        initializers.set(name, tensor);
      } else if (inner.number === 11) inputs!.push(nameOf(inner));
      else if (inner.number === 12) outputs!.push(nameOf(inner));
    }
  }
  return { nodes, inputs: inputs!, outputs: outputs!, initializers, opset };
}
