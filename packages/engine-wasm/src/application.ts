import type { Instruction } from "@chainrule/compiler";
import type { KernelCode } from "./kernel.ts";
import type { Application } from "./operation.ts";
import { emitScalar } from "./scalar.ts";
import { emitVector } from "./vector.ts";

function isZero(one: Instruction): boolean {
  return one.op === "constant" && Object.is(one.value, 0);
}

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
  const [a, b, c] = locals as [number, number, number];
  const [first, second, third] = inputs.map((input) => body[input]!) as [
    Instruction,
    Instruction,
    Instruction,
  ];
  const from = body[inputs.at(-1)!]!.dtype;
  if (!isVector) emitScalar(code, one, locals, from);
  // A mask is all ones or all zeros, and so are the bits of 0.
  else if (op === "where" && isZero(second)) code.get(c).get(a).op("v128.andnot");
  else if (op === "where" && isZero(third)) code.get(b).get(a).op("v128.and");
  else if (op === "not" && first.op === "equal" && body[first.inputs[0]!]!.dtype === "float32") {
    for (const input of first.inputs) code.get(local(input));
    code.op("f32x4.ne");
  } else emitVector(code, one, locals, from);
}
