import type { Instruction } from "@chainrule/compiler";

/** An instruction that applies an elementwise operation to the values of others. */
export type Application = Extract<Instruction, { readonly inputs: readonly number[] }>;

/** What it applies, and the dtype of the result: enough to write it, wherever its inputs are. */
export type Operation = Pick<Application, "op" | "dtype">;
