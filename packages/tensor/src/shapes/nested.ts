import type { DType, Shape } from "@chainrule/graph";
import type { IsOpen, Nested } from "./shape.ts";

type Element<D extends DType> = D extends "bool" ? boolean : number;

type Arrays<S extends Shape, E> = S extends readonly [number, ...infer Rest extends Shape]
  ? Arrays<Rest, E>[]
  : E;

/** What `toArray` gives: arrays as deep as there are axes. */
export type ArrayOfShape<S extends Shape, D extends DType> =
  IsOpen<S> extends true ? Nested : Arrays<S, Element<D>>;
