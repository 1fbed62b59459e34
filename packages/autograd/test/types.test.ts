import { gradient, gradients, jvp, valueAndGradient, vjp } from "@chainrule/autograd";
import { Parameter, type Tensor, tensor } from "@chainrule/tensor";
import { expectTypeOf, test } from "vitest";
import { useReference } from "./engine.ts";

useReference();

type Row = Tensor<[1, 2], "float32">;
type Column = Tensor<[2, 1], "float64">;

const row = tensor([[1, 2]]) as Tensor as Row;
const column = tensor([[1], [2]], { dtype: "float64" }) as Tensor as Column;

test("gradients have the types of their targets", () => {
  const loss = row.cast("float64").matmul(column).sum();
  const plain: readonly Tensor[] = [row, column];
  const parameter = new Parameter(row);
  expectTypeOf(gradients(loss, row)).toEqualTypeOf<Row>();
  expectTypeOf(gradients(loss, [row, column])).toEqualTypeOf<[Row, Column]>();
  expectTypeOf(gradients(loss, { row, column })).toEqualTypeOf<{ row: Row; column: Column }>();
  expectTypeOf(gradients(loss, plain)).toEqualTypeOf<Tensor[]>();
  const own = gradients(parameter.sum(), parameter);
  expectTypeOf(own).toEqualTypeOf<Row>();
  expectTypeOf(gradients(parameter.sum(), [parameter])).toEqualTypeOf<[Row]>();
});

const f = (a: Row, b: Column): Tensor => a.cast("float64").matmul(b).sum();

test("those of functions have the types of their inputs", () => {
  expectTypeOf(gradient((a: Row) => a.sum())(row)).toEqualTypeOf<Row>();
  expectTypeOf(gradient(f)(row, column)).toEqualTypeOf<[a: Row, b: Column]>();
  expectTypeOf(gradient(f, { argnums: 1 })(row, column)).toEqualTypeOf<Column>();
  expectTypeOf(gradient(f, { argnums: [1, 0] })(row, column)).toEqualTypeOf<[Column, Row]>();
  const [value, found] = valueAndGradient(f)(row, column);
  expectTypeOf(value).toEqualTypeOf<Tensor>();
  expectTypeOf(found).toEqualTypeOf<[a: Row, b: Column]>();
  const [y, backward] = vjp((a: Row) => a, row);
  expectTypeOf(y).toEqualTypeOf<Row>();
  expectTypeOf(backward(row)).toEqualTypeOf<[a: Row]>();
  const [, dy] = jvp((a: Row) => a, [row], [row]);
  expectTypeOf(dy).toEqualTypeOf<Row>();
});

test("inputs are checked", () => {
  // @ts-expect-error one input is missing
  const missing = () => gradient(f)(row);
  // @ts-expect-error the second input is no tensor
  const wrong = () => gradient(f)(row, "x");
  // @ts-expect-error there is no third input
  const third = () => gradient(f, { argnums: 2 })(row, column).shape;
  expectTypeOf([missing, wrong, third]).toBeArray();
});
