import type { Instruction } from "@chainrule/compiler";
import { emitWide } from "#nests";
import type { KernelCode } from "./kernel.ts";
import type { Application } from "./operation.ts";
import { emitScalar } from "./scalar.ts";
import { emitVector } from "./vector.ts";

/** Computes an instruction of a body from the values of others, which are in the locals that `local` gives, and leaves the result on the stack. */
export function emitApplication(
  code: KernelCode,
  body: readonly Instruction[],
  one: Application,
  local: (number: number) => number,
  isVector: boolean,
): void {
  const { op, inputs } = one;
  const locals = inputs.map(local);
  const sources = inputs.map((input) => body[input]!);
  const [first] = sources as [Instruction];
  const from = sources.at(-1)!.dtype;
  if (emitWide(code, op, locals[0]!, from, isVector)) return;
  if (!isVector) emitScalar(code, one, locals, from);
  else if (op === "where") emitWhere(code, locals as Three<number>, sources as Three<Instruction>);
  else if (op === "not" && first.op === "equal" && body[first.inputs[0]!]!.dtype === "float32") {
    for (const input of first.inputs) code.get(local(input));
    code.op("f32x4.ne");
  } else emitVector(code, one, locals, from);
}

type Three<T> = [T, T, T];

/** `where` on vectors: a mask is all ones or all zeros, and so are the bits of 0. */
function emitWhere(
  code: KernelCode,
  [mask, a, b]: Three<number>,
  [, first, second]: Three<Instruction>,
): void {
  if (isZero(first)) code.get(b).get(mask).op("v128.andnot");
  else if (isZero(second)) code.get(a).get(mask).op("v128.and");
  else code.get(a).get(b).get(mask).op("v128.bitselect");
}

function isZero(one: Instruction): boolean {
  return one.op === "constant" && Object.is(one.value, 0);
}
