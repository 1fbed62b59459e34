/*
 * Arithmetic on sizes in types, on strings of digits with the last digit first: as many steps as a size has digits, where
 * counting in tuples would need as many as the size.
 */

type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";

/** Row `a`, column `b`: the last digit of `a + b`, then the carry. Row 10 stands for 9 and a carry. */
type Sums = [
  ["00", "10", "20", "30", "40", "50", "60", "70", "80", "90"],
  ["10", "20", "30", "40", "50", "60", "70", "80", "90", "01"],
  ["20", "30", "40", "50", "60", "70", "80", "90", "01", "11"],
  ["30", "40", "50", "60", "70", "80", "90", "01", "11", "21"],
  ["40", "50", "60", "70", "80", "90", "01", "11", "21", "31"],
  ["50", "60", "70", "80", "90", "01", "11", "21", "31", "41"],
  ["60", "70", "80", "90", "01", "11", "21", "31", "41", "51"],
  ["70", "80", "90", "01", "11", "21", "31", "41", "51", "61"],
  ["80", "90", "01", "11", "21", "31", "41", "51", "61", "71"],
  ["90", "01", "11", "21", "31", "41", "51", "61", "71", "81"],
  ["01", "11", "21", "31", "41", "51", "61", "71", "81", "91"],
];

/** Row `a`, column `b`: the digit of `a − b`, then what is borrowed. Column 10 stands for 9 and a borrow. */
type Differences = [
  ["00", "91", "81", "71", "61", "51", "41", "31", "21", "11", "01"],
  ["10", "00", "91", "81", "71", "61", "51", "41", "31", "21", "11"],
  ["20", "10", "00", "91", "81", "71", "61", "51", "41", "31", "21"],
  ["30", "20", "10", "00", "91", "81", "71", "61", "51", "41", "31"],
  ["40", "30", "20", "10", "00", "91", "81", "71", "61", "51", "41"],
  ["50", "40", "30", "20", "10", "00", "91", "81", "71", "61", "51"],
  ["60", "50", "40", "30", "20", "10", "00", "91", "81", "71", "61"],
  ["70", "60", "50", "40", "30", "20", "10", "00", "91", "81", "71"],
  ["80", "70", "60", "50", "40", "30", "20", "10", "00", "91", "81"],
  ["90", "80", "70", "60", "50", "40", "30", "20", "10", "00", "91"],
];

/** A digit and a carry or borrow of 0 or 1, as one index. */
type Plus = {
  "0": ["0", "1"];
  "1": ["1", "2"];
  "2": ["2", "3"];
  "3": ["3", "4"];
  "4": ["4", "5"];
  "5": ["5", "6"];
  "6": ["6", "7"];
  "7": ["7", "8"];
  "8": ["8", "9"];
  "9": ["9", "10"];
};

type Bit = "0" | "1";

/** `A + B + C`. */
type Sum<
  A extends string,
  B extends string,
  C extends Bit = "0",
  R extends string = "",
> = A extends `${infer a extends Digit}${infer RestA}`
  ? B extends `${infer b extends Digit}${infer RestB}`
    ? Sums[Plus[a][C]][b] extends `${infer d}${infer c extends Bit}`
      ? Sum<RestA, RestB, c, `${R}${d}`>
      : never
    : C extends "0"
      ? `${R}${A}`
      : Sums[Plus[a][C]]["0"] extends `${infer d}${infer c extends Bit}`
        ? Sum<RestA, "", c, `${R}${d}`>
        : never
  : B extends ""
    ? C extends "1"
      ? `${R}1`
      : R
    : Sum<B, "", C, R>;

/** `A − B`, or `never` where that is negative. */
type Difference<
  A extends string,
  B extends string,
  C extends Bit = "0",
  R extends string = "",
> = A extends `${infer a extends Digit}${infer RestA}`
  ? B extends `${infer b extends Digit}${infer RestB}`
    ? Differences[a][Plus[b][C]] extends `${infer d}${infer c extends Bit}`
      ? Difference<RestA, RestB, c, `${R}${d}`>
      : never
    : C extends "0"
      ? `${R}${A}`
      : Differences[a]["1"] extends `${infer d}${infer c extends Bit}`
        ? Difference<RestA, "", c, `${R}${d}`>
        : never
  : C extends "1"
    ? never
    : Trim<B> extends "" | "0"
      ? R
      : never;

/** `A · d`, by doubling. */
type Times<A extends string, D extends Digit> = D extends "0"
  ? "0"
  : D extends "1"
    ? A
    : D extends "2"
      ? Sum<A, A>
      : D extends "3"
        ? Sum<A, Times<A, "2">>
        : D extends "4"
          ? Sum<Times<A, "2">, Times<A, "2">>
          : D extends "5"
            ? Sum<A, Times<A, "4">>
            : D extends "6"
              ? Sum<Times<A, "2">, Times<A, "4">>
              : D extends "7"
                ? Sum<A, Times<A, "6">>
                : D extends "8"
                  ? Sum<Times<A, "4">, Times<A, "4">>
                  : Sum<A, Times<A, "8">>;

/** `A · B`, with the first digit of `B` first. */
type Multiplied<
  A extends string,
  B extends string,
  R extends string = "0",
> = B extends `${infer b extends Digit}${infer RestB}`
  ? Multiplied<A, RestB, Sum<`0${R}`, Times<A, b>>>
  : R;

/** How often `B` goes into `A`, a digit; then what is left. */
type Fit<A extends string, B extends string, Q extends Digit = "0"> = [Difference<A, B>] extends [
  never,
]
  ? [Q, A]
  : Fit<Difference<A, B>, B, Plus[Q]["1"] extends infer N extends Digit ? N : never>;

/** The whole part of `A / B`, first digit first, with the first digit of `A` first. */
type Quotient<
  A extends string,
  B extends string,
  Left extends string = "",
  Q extends string = "",
> = A extends `${infer a extends Digit}${infer RestA}`
  ? Fit<`${a}${Left}`, B> extends [infer d extends Digit, infer Rest extends string]
    ? Quotient<RestA, B, Trim<Rest>, `${Q}${d}`>
    : never
  : Q;

/** Without the zeros at the end, which stand for nothing. */
type Trim<S extends string> = S extends `${infer Init}0` ? (Init extends "" ? S : Trim<Init>) : S;

type Reverse<S extends string, R extends string = ""> = S extends `${infer Head}${infer Rest}`
  ? Reverse<Rest, `${Head}${R}`>
  : R;

type WithoutZeros<S extends string> = S extends `0${infer Rest}`
  ? Rest extends ""
    ? S
    : WithoutZeros<Rest>
  : S;

/** The number that digits stand for, first digit first. */
type ToNumber<S extends string> = WithoutZeros<S> extends `${infer N extends number}` ? N : number;

/** Whether both are known whole numbers from 0 that are written without exponent. */
type Known<A extends number, B extends number> = number extends A
  ? false
  : number extends B
    ? false
    : `${A}${B}` extends `${string}${"-" | "." | "e"}${string}`
      ? false
      : true;

/** `A + B`. */
export type Add<A extends number, B extends number> =
  Known<A, B> extends true
    ? A extends 0
      ? B
      : B extends 0
        ? A
        : ToNumber<Reverse<Sum<Reverse<`${A}`>, Reverse<`${B}`>>>>
    : number;

/** `A − B`; `never` where that is negative. */
export type Subtract<A extends number, B extends number> =
  Known<A, B> extends true
    ? B extends 0
      ? A
      : Difference<Reverse<`${A}`>, Reverse<`${B}`>> extends infer D extends string
        ? [D] extends [never]
          ? never
          : ToNumber<Reverse<D>>
        : never
    : number;

/** `A · B`. */
export type Multiply<A extends number, B extends number> = A extends 1
  ? B
  : B extends 1
    ? A
    : Known<A, B> extends true
      ? ToNumber<Reverse<Multiplied<Reverse<`${A}`>, `${B}`>>>
      : number;

/** The whole part of `A / B`; `number` where `B` is 0. */
export type Divide<A extends number, B extends number> = B extends 0
  ? number
  : B extends 1
    ? A
    : Known<A, B> extends true
      ? ToNumber<Quotient<`${A}`, Reverse<`${B}`>>>
      : number;

/** The product of lengths. */
export type Product<S extends readonly number[], R extends number = 1> = number extends S["length"]
  ? number
  : S extends readonly [infer Head extends number, ...infer Rest extends readonly number[]]
    ? Product<Rest, Multiply<R, Head>>
    : R;
