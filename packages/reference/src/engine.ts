import {
  allocate,
  type Engine,
  type Executable,
  type Graph,
  type Inputs,
  type Primitive,
  printGraph,
  type Residence,
  sizeOf,
  type Step,
  type Storage,
  type TypedArray,
} from "@chainrule/graph";
import { contract } from "./kernels/contract.ts";
import { create } from "./kernels/create.ts";
import { elementwise } from "./kernels/elementwise.ts";
import type { Kernel, Kernels, Value } from "./kernels/kernel.ts";
import { movement } from "./kernels/movement.ts";
import { reduce } from "./kernels/reduce.ts";

const kernels: Kernels = { ...elementwise, ...reduce, ...movement, ...contract, ...create };

/** Elements that a reference engine computed. */
class Resident implements Residence {
  readonly engine: Engine;
  data: TypedArray | null;

  constructor(engine: Engine, data: TypedArray) {
    this.engine = engine;
    this.data = data;
  }

  free(): void {
    this.data = null;
  }
}

function compute<P extends Primitive>(step: Step<P>, values: readonly Value[]): Value {
  const kernel: Kernel<P> = kernels[step.primitive];
  const { shape, dtype } = step.type;
  const out: Value = { shape, dtype, data: allocate(dtype, sizeOf(shape)) };
  const inputs = step.inputs.map((value) => values[value]!);
  kernel(inputs as readonly Value[] as Inputs<P, Value>, step.attributes, out);
  return out;
}

class ReferenceEngine implements Engine {
  readonly name = "reference";

  prepare(graph: Graph): Executable {
    return {
      run: (inputs, outputs): void => this.#run(graph, inputs, outputs),
      toString: () => printGraph(graph),
    };
  }

  upload(storage: Storage): void {
    storage.residence = new Resident(this, this.#elements(storage));
  }

  read(storage: Storage): Promise<TypedArray> {
    return Promise.resolve(this.readSync(storage));
  }

  readSync(storage: Storage): TypedArray {
    return this.#elements(storage).slice();
  }

  #elements(storage: Storage): TypedArray {
    const { residence } = storage;
    const here = residence instanceof Resident && residence.engine === this ? residence.data : null;
    return here ?? storage.data();
  }

  #run(graph: Graph, inputs: readonly Storage[], outputs: readonly Storage[]): void {
    const values: Value[] = graph.inputs.map((type, i) => ({
      ...type,
      data: this.#elements(inputs[i]!),
    }));
    for (const step of graph.steps) values.push(compute(step, values));
    const given = new Set(values.slice(0, inputs.length));
    graph.outputs.forEach((value, i) => {
      const result = values[value]!;
      const { data } = result;
      outputs[i]!.residence = new Resident(this, given.has(result) ? data.slice() : data);
      given.add(result);
    });
    for (const replaced of graph.replaces) if (replaced >= 0) inputs[replaced]!.release();
  }
}

/**
 * An engine of plain loops, one for each primitive, that computes in float64 and rounds what it stores. It is slow and
 * obvious: other engines are tested against it.
 *
 * ```ts
 * import { capture, Node, Storage } from "@chainrule/graph";
 * import { referenceEngine } from "@chainrule/reference";
 *
 * const x = Node.leaf([3], "float32", Storage.of("float32", new Float32Array([1, 2, 3])));
 * const program = capture([Node.apply("sum", [Node.apply("mul", [x, x], {})], { axes: [0] })]);
 * const result = Storage.empty("float32", 1);
 * referenceEngine().prepare(program.graph()).run([x.value!], [result]);
 * result.data(); // => new Float32Array([14])
 * ```
 */
export function referenceEngine(): Engine {
  return new ReferenceEngine();
}
