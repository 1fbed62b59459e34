import {
  allocate,
  capture,
  type DType,
  type Engine,
  Node,
  type Shape,
  sizeOf,
  Storage,
  type TypedArray,
} from "@chainrule/graph";

/** A leaf of these elements. */
export function leaf(dtype: DType, shape: Shape, elements: ArrayLike<number>): Node {
  const data = allocate(dtype, sizeOf(shape));
  data.set(elements);
  return Node.leaf(shape, dtype, Storage.of(dtype, data));
}

/** A program that can run again and again, on the elements of its leaves or on others. */
export function program(
  engine: Engine,
  roots: readonly Node[],
): (elements?: readonly TypedArray[]) => TypedArray[] {
  const captured = capture(roots);
  const { leaves } = captured;
  const executable = engine.prepare(captured.graph());
  return (elements = leaves.map(({ value }) => value!.data())) => {
    const inputs = leaves.map(({ dtype }, i) => Storage.of(dtype, elements[i]!));
    const outputs = roots.map(({ dtype, shape }) => Storage.empty(dtype, sizeOf(shape)));
    executable.run(inputs, outputs);
    const results = outputs.map((storage) => storage.data());
    for (const storage of [...inputs, ...outputs]) storage.release();
    return results;
  };
}

/** Numbers around 0 that a seed repeats, of standard deviation 1 and with many bits. */
export function noise(length: number, seed: number): Float32Array {
  let state = seed + 1;
  const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  return Float32Array.from({ length }, () => {
    const angle = 2 * Math.PI * uniform();
    return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(angle);
  });
}
