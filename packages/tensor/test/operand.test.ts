import { expect, test } from "vitest";
import {
  concatenate,
  type DType,
  full,
  fullLike,
  linspace,
  ones,
  type Operand,
  State,
  Tensor,
  tensor,
  where,
} from "../src/index.ts";

const of = (dtype: DType): Tensor => tensor([1, 0], { dtype });

test.each<[dtype: DType, other: Operand, wanted: DType]>([
  ["float32", 2, "float32"],
  ["float32", 0.5, "float32"],
  ["float64", 0.1, "float64"],
  ["float64", [0.1, 0.2], "float64"],
  ["float32", true, "float32"],
  ["int32", 2, "int32"],
  ["int32", 0.5, "float32"],
  ["int32", NaN, "float32"],
  ["int32", [1, 2], "int32"],
  ["int32", [1, 0.5], "float32"],
  ["uint8", 2, "uint8"],
  ["uint8", true, "uint8"],
  ["bool", 2, "int32"],
  ["bool", 0.5, "float32"],
])("%s and %s give %s", (dtype, other, wanted) => {
  expect(of(dtype).mul(other).dtype).toBe(wanted);
});

const order: readonly DType[] = ["bool", "uint8", "int32", "float32", "float64"];
const pairs = order.flatMap((a, i) => order.slice(i).map((b): [DType, DType] => [a, b]));

test.each(pairs)("%s and %s give the stronger, in either order", (a, b) => {
  expect(of(a).maximum(of(b)).dtype).toBe(b);
  expect(of(b).maximum(of(a)).dtype).toBe(b);
});

test("a float64 operand keeps its digits beside a number", () => {
  expect(tensor(0.1, { dtype: "float64" }).add(0.2).item()).toBe(0.1 + 0.2);
  expect(where([true], 0.1, tensor([1], { dtype: "float64" })).item()).toBe(0.1);
});

test.each<[f: () => unknown, sentence: string]>([
  [() => of("uint8").add(300), "add: 300 does not fit uint8."],
  [() => of("uint8").sub(-1), "sub: -1 does not fit uint8."],
  [() => of("int32").mul(2 ** 31), "mul: 2147483648 does not fit int32."],
  [() => of("uint8").add([300]), "add: 300 does not fit uint8."],
  [() => of("uint8").equal([[-1]]), "equal: -1 does not fit uint8."],
  [() => of("int32").add([3e9]), "add: 3000000000 does not fit int32."],
  [() => concatenate([of("uint8"), [300]]), "concatenate: 300 does not fit uint8."],
  [() => new State(of("uint8")).assign([300, 0]), "assign: 300 does not fit uint8."],
  [() => tensor(256, { dtype: "uint8" }), "tensor: 256 does not fit uint8."],
  [() => tensor([[NaN]], { dtype: "int32" }), "tensor: NaN does not fit int32."],
  [() => full([1], 300, { dtype: "uint8" }), "full: 300 does not fit uint8."],
  [() => fullLike(of("int32"), Infinity), "fullLike: Infinity does not fit int32."],
  [() => linspace(0, 256, 2, { dtype: "uint8" }), "linspace: 256 does not fit uint8."],
  [() => of("bool").add(of("bool")), "add: needs numeric inputs of one dtype; got bool and bool."],
  [() => of("bool").neg(), "neg: needs numeric inputs of one dtype; got bool."],
  [
    () => ones([2]).add("1" as unknown as number),
    "add: needs a tensor, numbers or booleans; got a string.",
  ],
  [
    () => ones([2]).add(null as unknown as number),
    "add: needs a tensor, numbers or booleans; got null.",
  ],
  [
    () => ones([2]).add({} as unknown as number),
    "add: needs a tensor, numbers or booleans; got Object.",
  ],
  [
    () => ones([2]).add(Object.create(null) as number),
    "add: needs a tensor, numbers or booleans; got an object.",
  ],
])("%s throws a sentence", (f, sentence) => {
  expect(f).toThrow(sentence);
});

test.each([-1, -0.5, 0.5, 2, 3, 2.5])("the power %d is called pow", (power) => {
  const { node } = tensor([1, 2]).pow(power);
  expect(node.debug.operation || node.primitive).toBe("pow");
});

test("integers take the whole part of a number at the ends of what they hold, too", () => {
  const bytes = tensor([-0.5, 0, 1.5, 255.5, true as never], { dtype: "uint8" });
  expect(bytes.toArray()).toEqual([0, 0, 1, 255, 1]);
  const [low, high] = [-(2 ** 31), 2 ** 31 - 1];
  expect(tensor([low, high], { dtype: "int32" }).toArray()).toEqual([low, high]);
});

test("a tensor of another copy of the package is noticed", () => {
  const stranger = Object.create(ones([2])) as Tensor;
  Object.defineProperty(stranger, Symbol.for("@chainrule/tensor"), { value: { version: "9.9.9" } });
  expect(() => ones([2]).add(stranger)).toThrow(
    "@chainrule/tensor is loaded twice (0.0.0 and 9.9.9), and one copy was given what the other made; load one (npm ls @chainrule/tensor).",
  );
});

test("operations that change nothing give the same node", () => {
  const x = ones([2, 3]);
  const { node } = x;
  for (const same of [
    x.cast("float32"),
    x.reshape([2, -1]),
    x.permute([0, 1]),
    x.expand([2, 3]),
    x.squeeze(),
    x.slice([0, 0]),
    x.pad([
      [0, 0],
      [0, 0],
    ]),
    x.flip([]),
    Tensor.of(node),
  ]) {
    expect(same.node).toBe(node);
  }
});
