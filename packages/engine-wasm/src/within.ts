import type { KernelCode } from "./kernel.ts";

/** Pushes the smaller or the larger of a local and a constant. */
function clamped(code: KernelCode, local: number, to: number, which: "most" | "least"): KernelCode {
  return code
    .get(local)
    .i32(to)
    .get(local)
    .i32(to)
    .op(which === "most" ? "i32.lt_s" : "i32.gt_s", "select");
}

/**
 * The stretch of `[first, end)`, two locals, inside `[from, from + count)`: sets `count` to its length, which is not positive where there is none, and
 * leaves where it starts on the stack.
 */
export function within(
  code: KernelCode,
  { first, end, left }: { first: number; end: number; left: number },
  from: number,
  count: number,
): void {
  clamped(code, end, from + count, "most");
  clamped(code, first, from, "least").op("i32.sub").set(left);
  clamped(code, first, from, "least");
}
