import type { Shape, ShapeError } from "@chainrule/tensor";
import type { Apply } from "../src/index.ts";

/** What the types say is wrong with an input of shape `S` of the layer `L`. */
export type Sentence<L, S extends Shape> = L extends { readonly shapes: infer F }
  ? Apply<F, S> extends ShapeError<infer M>
    ? M
    : never
  : never;
