import type { Shape, ShapeError, ShapeOf, shapes } from "@chainrule/tensor";
import type { ShapeFunction } from "../shape-function.ts";
import type { Option } from "./images.ts";

/** What there is of each kind of state: one, or of an LSTM two. */
export type States<K extends 1 | 2, T> = K extends 1 ? T : [hidden: T, cell: T];

/** As `States`, of what is given: arrays may be read-only. */
export type GivenStates<K extends 1 | 2, T> = K extends 1 ? T : readonly [hidden: T, cell: T];

/** The states that are given, as a list. */
export type Listed<K extends 1 | 2, S> = K extends 1
  ? readonly [S]
  : S extends readonly unknown[]
    ? S
    : readonly [];

/** Over how many directions a layer with options `P` goes. */
type Directions<P> = P extends { readonly bidirectional: infer B }
  ? [B] extends [true]
    ? 2
    : [B] extends [false | undefined]
      ? 1
      : number
  : 1;

/** `[…, I]` to `[…, H]`. */
export interface CellShape<
  Name extends string,
  I extends number,
  H extends number,
> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? S extends readonly [...infer B extends Shape, infer L extends number]
      ? shapes.Agree<L, I> extends true
        ? [...B, H]
        : LastLength<Name, I, H, S>
      : shapes.IsOpen<S> extends true
        ? [...number[], H]
        : ShapeError<`${Name}(${I}, ${H}): the input needs at least one axis; got []`>
    : never;
}

/** `[…, T, I]` to `[…, T, directions·H]`. */
export interface RecurrentShape<
  Name extends string,
  I extends number,
  H extends number,
  P,
> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? shapes.IsOpen<S> extends true
      ? [...number[], shapes.Multiply<Directions<P>, H>]
      : S extends readonly [
            ...infer B extends Shape,
            infer T extends number,
            infer L extends number,
          ]
        ? shapes.Agree<L, I> extends true
          ? T extends 0
            ? ShapeError<`${Name}(${I}, ${H}): the input needs at least one time; got ${shapes.Print<S>}`>
            : [...B, T, shapes.Multiply<Directions<P>, H>]
          : LastLength<Name, I, H, S>
        : ShapeError<`${Name}(${I}, ${H}): the input needs at least two axes; got ${shapes.Print<S>}`>
    : never;
}

type LastLength<
  Name extends string,
  I extends number,
  H extends number,
  S extends Shape,
> = ShapeError<`${Name}(${I}, ${H}): the last length must be ${I}; got ${shapes.Print<S>}`>;

/** Of an input `[…, T, I]` the state of every layer and direction, `[layers·directions, …, H]`. */
export type StateShape<H extends number, P, S extends Shape> =
  shapes.IsOpen<S> extends true
    ? Shape
    : S extends readonly [...infer B extends Shape, number, number]
      ? [shapes.Multiply<Option<P, "layers", 0, 1>, Directions<P>>, ...B, H]
      : Shape;

/** `unknown`, or the mistake of a state `S` that does not broadcast to the shape `W`. */
export type CheckState<Name extends string, K extends 1 | 2, S, W> = K extends 1
  ? CheckOne<Name, S, W>
  : S extends readonly [infer A, infer B]
    ? readonly [CheckOne<Name, A, W>, CheckOne<Name, B, W>]
    : unknown;

type CheckOne<Name extends string, O, W> = W extends Shape
  ? shapes.IsOpen<W> | shapes.IsOpen<ShapeOf<O>> extends false
    ? shapes.Broadcast<"", ShapeOf<O>, W> extends infer R extends Shape
      ? shapes.Alike<R, W> extends true
        ? unknown
        : WrongState<Name, ShapeOf<O>, W>
      : WrongState<Name, ShapeOf<O>, W>
    : unknown
  : unknown;

type WrongState<
  Name extends string,
  S extends Shape,
  W extends Shape,
> = ShapeError<`${Name}: the state must broadcast to ${shapes.Print<W>}; got ${shapes.Print<S>}`>;
