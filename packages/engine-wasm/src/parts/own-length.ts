// What takes the place of `lengths.ts` under the condition `chainrule-lean`: kernels of one nest, and code for one length.
import type { Loop } from "@chainrule/compiler";
import { emitLoop } from "../loop.ts";
import type * as full from "./lengths.ts";

export const lengthOf: typeof full.lengthOf = (like) => ({
  rounds: 0,
  like,
  units: null,
  streams: false,
});

export const withLength: typeof full.withLength = (functions) => functions;

export const emitNests: typeof full.emitNests = (code, kernel) => emitLoop(code, kernel as Loop);
