import type { Contract } from "@chainrule/graph";
import { primitive, type Tensor } from "@chainrule/tensor";
import { aligned, type Batched, type BatchingRules, exampleShape, toFront } from "./rule.ts";

/** The examples as part of an `axis` of one example: of each of `groups` equal parts of it. */
function merged({ tensor }: Batched, axis: number, groups: number): Tensor {
  const [batch, ...shape] = tensor.shape as [number, ...number[]];
  const part = shape[axis]! / groups;
  const split = tensor.reshape([batch, ...shape.toSpliced(axis, 1, groups, part)]);
  const order = [...split.shape.keys()].slice(1);
  order.splice(axis + 1, 0, 0);
  return split.permute(order).reshape(shape.with(axis, groups * batch * part));
}

/** What `merged` made one axis, as examples and the axis of one of them. */
function unmerged(x: Tensor, axis: number, groups: number, batch: number): Tensor {
  const part = x.shape[axis]! / (groups * batch);
  const split = x.reshape(x.shape.toSpliced(axis, 1, groups, batch, part));
  return toFront(split, axis + 1).reshape([batch, ...x.shape.with(axis, groups * part)]);
}

export const contract: BatchingRules<Contract> = {
  matmul: ([a, b], attributes) => {
    const { shape } = a.tensor;
    if (a.isMapped && !b.isMapped && b.tensor.ndim === 2) {
      // One matrix beside those of all examples takes their rows in one product.
      const rows = a.tensor.flatten(0, -2);
      const product = primitive("matmul", [rows, b.tensor], attributes);
      return product.reshape([...shape.slice(0, -1), b.tensor.shape[1]!]);
    }
    const rank = Math.max(exampleShape(a).length, exampleShape(b).length);
    return primitive("matmul", [aligned(a, rank), aligned(b, rank)], attributes);
  },
  /** Examples of inputs are more inputs, examples of kernels more features, and of both more groups. */
  convolve: ([x, kernel], attributes, batch) => {
    const { roles, groups, batchGroups } = attributes;
    const [images, features] = roles.input as [number, number];
    const [outImages, outFeatures] = roles.output as [number, number];
    const [kernels] = roles.kernel as [number];
    if (!kernel.isMapped) {
      const all = merged(x, images, batchGroups);
      const result = primitive("convolve", [all, kernel.tensor], attributes);
      return unmerged(result, outImages, 1, batch);
    }
    if (!x.isMapped) {
      const parts = groups * batchGroups;
      const all = merged(kernel, kernels, parts);
      const result = primitive("convolve", [x.tensor, all], attributes);
      return unmerged(result, outFeatures, parts, batch);
    }
    const [axis, more] =
      batchGroups === 1
        ? [features, { groups: groups * batch }]
        : [images, { batchGroups: batchGroups * batch }];
    const both = [merged(x, axis, 1), merged(kernel, kernels, 1)];
    const result = primitive("convolve", both, { ...attributes, ...more });
    return unmerged(result, outFeatures, 1, batch);
  },
};
