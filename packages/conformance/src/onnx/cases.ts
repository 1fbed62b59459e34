import type { Tensor } from "@chainrule/tensor";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { Excluded, type OnnxModel, readModel, readTensor } from "./model.ts";

/** Where Debian's libonnx-testdata puts the cases of ONNX's own tests; another folder of the same form may be named. */
const folder: string =
  process.env["CHAINRULE_ONNX_CASES"] ?? "/usr/lib/python3/dist-packages/onnx/backend/test/data";

/** A model with inputs and the outputs it must give. */
export interface OnnxCase {
  readonly name: string;
  /** The operator that it is a case of. */
  readonly operator: string;
  readonly model: OnnxModel;
  readonly inputs: readonly (Tensor | undefined)[];
  readonly outputs: readonly Tensor[];
}

/** The names of all cases, `node/test_abs` and so on; none where they are not installed. */
export function caseNames(): string[] {
  return ["node", "pytorch-converted", "pytorch-operator", "simple"].flatMap((kind) => {
    const path = `${folder}/${kind}`;
    return existsSync(path) ? readdirSync(path).map((name) => `${kind}/${name}`) : [];
  });
}

/** The tensors `KIND_0.pb`, `KIND_1.pb`, … of a case. An optional input that is not given is an empty file. */
function readTensors(path: string, kind: "input" | "output"): (Tensor | undefined)[] {
  const files = readdirSync(path).filter((name) => name.startsWith(`${kind}_`));
  return files.map((_, i) => {
    const bytes = readFileSync(`${path}/${kind}_${i}.pb`);
    return bytes.length === 0 ? undefined : readTensor(bytes).tensor;
  });
}

/** The operator a case is named after: of a graph of several its name says it. */
function operatorOf(name: string, model: OnnxModel): string {
  if (model.nodes.length === 1) return model.nodes[0]!.operator;
  const [, kind, stem] = /^([\w-]+)\/test_(.*)$/.exec(name)!;
  if (kind !== "node") return `${kind} models`;
  const expanded = stem!.replace(/_expanded$/, "").split("_")[0]!;
  return `${expanded}, expanded`;
}

/** Reads a case. Throws `Excluded` where it is of what the library does not have. */
export function readCase(name: string): OnnxCase {
  const path = `${folder}/${name}`;
  const model = readModel(readFileSync(`${path}/model.onnx`));
  const set = `${path}/test_data_set_0`;
  if (!existsSync(set)) throw new Excluded("no data");
  const outputs = readTensors(set, "output");
  if (outputs.includes(undefined)) throw new Excluded("optional values");
  return {
    name,
    operator: operatorOf(name, model),
    model,
    inputs: readTensors(set, "input"),
    outputs: outputs as Tensor[],
  };
}
