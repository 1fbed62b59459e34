import type { Shape } from "@chainrule/graph";
import type { Together } from "./broadcast.ts";
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

/** The lengths of the first axes, one for each letter, and the rest; `never` where there are too few. */
type SplitFront<
  Letters extends string,
  S extends Shape,
  Front extends Shape = [],
> = Letters extends `${string}${infer Rest}`
  ? S extends readonly [infer Head extends number, ...infer Tail extends Shape]
    ? SplitFront<Rest, Tail, [...Front, Head]>
    : never
  : [Front, S];

/** The same for the last axes. */
type SplitBack<
  Letters extends string,
  S extends Shape,
  Back extends Shape = [],
> = Letters extends `${string}${infer Rest}`
  ? S extends readonly [...infer Init extends Shape, infer Last extends number]
    ? SplitBack<Rest, Init, [Last, ...Back]>
    : never
  : [Back, S];

type NotAll<
  Term extends string,
  S extends Shape,
> = ShapeError<`einsum: "${Term}" must name every axis once; got ${Print<S>}`>;

/** As `Bind`, for a term in which `...` may stand for some axes: they broadcast with those of other terms. */
type BindTerm<
  Term extends string,
  S extends Shape,
  Lengths,
  Printed extends string,
> = Term extends `${infer Pre}...${infer Post}`
  ? SplitFront<Pre, S> extends [infer Front extends Shape, infer Tail extends Shape]
    ? SplitBack<Post, Tail> extends [infer Back extends Shape, infer Middle extends Shape]
      ? Covered<
          Bind<`${Pre}${Post}`, [...Front, ...Back], Lengths, Printed, S, Term>,
          Middle,
          Printed
        >
      : NotAll<Term, S>
    : NotAll<Term, S>
  : Bind<Term, S, Lengths, Printed>;

/** The axes that `...` stands for in the terms so far. */
type Ellipsis<Lengths> = Lengths extends { readonly "...": infer S extends Shape } ? S : [];

type Covered<Lengths, Middle extends Shape, Printed extends string> = Lengths extends ShapeError
  ? Lengths
  : Together<Ellipsis<Lengths>, Middle> extends infer S
    ? [S] extends [never]
      ? ShapeError<`einsum: the axes of ... must broadcast; got ${Printed}`>
      : Omit<Lengths, "..."> & { readonly "...": S }
    : never;

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
        : BindAll<MoreTerms, MoreOperands, Printed, BindTerm<Term, ShapeOf<O>, Lengths, Printed>>
      : Lengths
    : Lengths;

type Output<
  E extends string,
  Letters extends string,
  Lengths,
  R extends Shape = [],
> = Letters extends `...${infer Rest}`
  ? Output<E, Rest, Lengths, [...R, ...Ellipsis<Lengths>]>
  : Letters extends `${infer Letter}${infer Rest}`
    ? Letter extends keyof Lengths
      ? Rest extends `${string}${Letter}${string}`
        ? ShapeError<`einsum: output letter ${Letter} occurs twice; got "${E}"`>
        : Output<E, Rest, Lengths, [...R, Lengths[Letter] & number]>
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

/** What `...` stands for, then the letters that occur once, in alphabetical order. */
type ImpliedOutput<In extends string> = In extends `${string}...${string}`
  ? `...${Implied<In>}`
  : Implied<In>;

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

/** The shape of `einsum(E, …Operands)`, or the mistake. */
export type Einsum<E extends string, Operands extends readonly unknown[]> = string extends E
  ? Shape
  : number extends Operands["length"]
    ? Shape
    : WithoutSpaces<E> extends `${infer In}->${infer Out}`
      ? Explicit<E, In, Out, Operands>
      : Explicit<E, WithoutSpaces<E>, ImpliedOutput<WithoutSpaces<E>>, Operands>;
