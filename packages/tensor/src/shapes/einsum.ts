import type { Shape } from "@chainrule/graph";
import type { Agree, IsOpen, Print, ShapeError, ShapeOf } from "./shape.ts";

type WithoutSpaces<E extends string> = E extends `${infer A} ${infer B}`
  ? WithoutSpaces<`${A}${B}`>
  : E;

type Terms<E extends string, R extends string[] = []> = E extends `${infer Head},${infer Rest}`
  ? Terms<Rest, [...R, Head]>
  : [...R, E];

type PrintAll<Operands extends readonly unknown[]> = Operands extends readonly [
  infer Head,
  ...infer Rest,
]
  ? Rest extends readonly []
    ? Print<ShapeOf<Head>>
    : `${Print<ShapeOf<Head>>} and ${PrintAll<Rest>}`
  : "";

/** Adds the lengths of one operand's letters to `Lengths`, or says what is wrong. */
type Bind<
  Term extends string,
  S extends Shape,
  Lengths,
  Printed extends string,
  All extends Shape = S,
  Whole extends string = Term,
> = Term extends `${infer Letter}${infer Rest}`
  ? S extends readonly [infer Length extends number, ...infer More extends Shape]
    ? Letter extends keyof Lengths
      ? Lengths[Letter] extends infer Before extends number
        ? Agree<Before, Length> extends true
          ? Bind<
              Rest,
              More,
              number extends Before ? Omit<Lengths, Letter> & { [K in Letter]: Length } : Lengths,
              Printed,
              All,
              Whole
            >
          : ShapeError<`einsum: letter ${Letter} is both ${Before} and ${Length}; got ${Printed}`>
        : never
      : Bind<Rest, More, Lengths & { [K in Letter]: Length }, Printed, All, Whole>
    : ShapeError<`einsum: "${Whole}" must name every axis once; got ${Print<All>}`>
  : S extends readonly []
    ? Lengths
    : ShapeError<`einsum: "${Whole}" must name every axis once; got ${Print<All>}`>;

type Open = "open";

type BindAll<
  Left extends readonly string[],
  Operands extends readonly unknown[],
  Printed extends string,
  Lengths = unknown,
> = Lengths extends ShapeError
  ? Lengths
  : Left extends readonly [infer Term extends string, ...infer MoreTerms extends readonly string[]]
    ? Operands extends readonly [infer O, ...infer MoreOperands]
      ? IsOpen<ShapeOf<O>> extends true
        ? Open
        : BindAll<MoreTerms, MoreOperands, Printed, Bind<Term, ShapeOf<O>, Lengths, Printed>>
      : Lengths
    : Lengths;

type Output<
  E extends string,
  Letters extends string,
  Lengths,
  R extends Shape = [],
> = Letters extends `${infer Letter}${infer Rest}`
  ? Letter extends keyof Lengths
    ? Output<E, Rest, Lengths, [...R, Lengths[Letter] & number]>
    : ShapeError<`einsum: output letter ${Letter} is in no operand; got "${E}"`>
  : R;

type Explicit<
  E extends string,
  In extends string,
  Out extends string,
  Operands extends readonly unknown[],
> = Terms<In>["length"] extends Operands["length"]
  ? BindAll<Terms<In>, Operands, PrintAll<Operands>> extends infer Lengths
    ? Lengths extends ShapeError
      ? Lengths
      : Lengths extends Open
        ? Shape
        : Output<E, Out, Lengths>
    : never
  : ShapeError<`einsum: "${E}" names ${Terms<In>["length"]} operands; got ${Operands["length"]}`>;

type Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The letters that occur once, in alphabetical order. */
type Implied<
  In extends string,
  Letters extends string = Alphabet,
  R extends string = "",
> = Letters extends `${infer Letter}${infer Rest}`
  ? In extends `${string}${Letter}${infer After}`
    ? After extends `${string}${Letter}${string}`
      ? Implied<In, Rest, R>
      : Implied<In, Rest, `${R}${Letter}`>
    : Implied<In, Rest, R>
  : R;

/** The shape of `einsum(E, …Operands)`, or the mistake. Equations with `...` are checked at run time. */
export type Einsum<E extends string, Operands extends readonly unknown[]> = string extends E
  ? Shape
  : number extends Operands["length"]
    ? Shape
    : E extends `${string}...${string}`
      ? Shape
      : WithoutSpaces<E> extends `${infer In}->${infer Out}`
        ? Explicit<E, In, Out, Operands>
        : Explicit<E, WithoutSpaces<E>, Implied<WithoutSpaces<E>>, Operands>;
