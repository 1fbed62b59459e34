import { gradients } from "@chainrule/autograd";
import { BatchNorm1d } from "@chainrule/layers";
import { Parameter, tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";

test.each(["runningMean", "runningVariance"] as const)(
  "no gradient goes through %s to a batch that it was taken from, whether it was computed or not",
  (name) => {
    const gradientOf = (read: boolean): number[] => {
      const scale = new Parameter([2]);
      const norm = new BatchNorm1d(1);
      norm.forward(tensor([[1], [2], [6]]).mul(scale));
      if (read) norm[name]!.item();
      norm.evaluate();
      const y = norm.forward(tensor([[1], [3]]).mul(scale));
      return gradients(y.square().sum(), scale).toArray();
    };
    expect(gradientOf(false)).toEqual(gradientOf(true));
  },
);
