import type { DType, TypedArray } from "@chainrule/graph";

// Why the aliases below are conditional types: of an alias that is a look-up in a table, editors show the alias with its arguments where the result is a
// union, such as `Promote<"float32", DType>`; of one that is a branch of a condition, they show the dtypes.

interface Promotions {
  bool: { bool: "bool"; uint8: "uint8"; int32: "int32"; float32: "float32"; float64: "float64" };
  uint8: { bool: "uint8"; uint8: "uint8"; int32: "int32"; float32: "float32"; float64: "float64" };
  int32: { bool: "int32"; uint8: "int32"; int32: "int32"; float32: "float32"; float64: "float64" };
  float32: {
    bool: "float32";
    uint8: "float32";
    int32: "float32";
    float32: "float32";
    float64: "float64";
  };
  float64: {
    bool: "float64";
    uint8: "float64";
    int32: "float64";
    float32: "float64";
    float64: "float64";
  };
}

/** The dtypes that a mix with a dtype may have. */
interface AtLeast {
  bool: DType;
  uint8: "uint8" | "int32" | "float32" | "float64";
  int32: "int32" | "float32" | "float64";
  float32: "float32" | "float64";
  float64: "float64";
}

/** The dtype of a mix: bool < uint8 < int32 < float32 < float64. */
export type Promote<A extends DType, B extends DType> = [DType] extends [A]
  ? AtLeast[B]
  : Promotions[A][B];

interface FloatingOf {
  bool: "float32";
  uint8: "float32";
  int32: "float32";
  float32: "float32";
  float64: "float64";
}

/** The dtype of `exp`, `div`, `mean` and the like: float32 of bool and integers. */
export type Floating<D extends DType> = [D] extends [never] ? never : FloatingOf[D];

interface SumOf {
  bool: "int32";
  uint8: "int32";
  int32: "int32";
  float32: "float32";
  float64: "float64";
}

/** The dtype of sums: int32 of bool and uint8. */
export type Summed<D extends DType> = [D] extends [never] ? never : SumOf[D];

/** What holds elements of `D` on the host. */
export type ArrayOf<D extends DType> = [DType] extends [D]
  ? TypedArray
  : {
      bool: Uint8Array;
      uint8: Uint8Array;
      int32: Int32Array;
      float32: Float32Array;
      float64: Float64Array;
    }[D];

/** The dtype of elements of a typed array. */
export type DTypeOfArray<A> = A extends Float32Array
  ? "float32"
  : A extends Float64Array
    ? "float64"
    : A extends Int32Array
      ? "int32"
      : "uint8";

type Inside<O> = O extends readonly (infer E)[] ? E : O;

/** The numbers or booleans in nested arrays, up to six deep: recursion without an end does not compile. */
type Element<O> = O extends number | boolean
  ? O
  : Inside<Inside<Inside<Inside<Inside<Inside<O>>>>>>;

type Fraction<E> = E extends number
  ? number extends E
    ? E
    : `${E}` extends `${string}${"." | "e-"}${string}`
      ? E
      : never
  : never;

/** The dtype that a number which is a fraction, whole, or either takes beside an integer tensor. */
type WeakNumber<E, D extends DType> = number extends E
  ? WeakWhole<D> | "float32"
  : [Fraction<E>] extends [never]
    ? WeakWhole<D>
    : "float32";

type WeakWhole<D extends DType> = D extends "bool" ? "int32" : D;

/** The dtype of an operand beside a tensor of dtype `D`. A number takes the tensor's, unless it is a fraction and that is not floating. */
export type DTypeBeside<O, D extends DType> = O extends { readonly dtype: infer E extends DType }
  ? E
  : [D] extends ["float32" | "float64"]
    ? D
    : [Element<O>] extends [boolean]
      ? D
      : WeakNumber<Element<O>, D>;

/** The dtype of an operand on its own. */
export type DTypeOf<O> = O extends { readonly dtype: infer E extends DType }
  ? E
  : [Element<O>] extends [never]
    ? "float32"
    : [Element<O>] extends [boolean]
      ? "bool"
      : boolean extends Element<O>
        ? "bool" | "float32"
        : "float32";

/** The dtype of an operation on two operands of which either may be a number. */
export type Mixed<A, B> = A extends { readonly dtype: infer D extends DType }
  ? Promote<D, DTypeBeside<B, D>>
  : B extends { readonly dtype: infer E extends DType }
    ? Promote<E, DTypeBeside<A, E>>
    : Promote<DTypeOf<A>, DTypeOf<B>>;

/** The dtype of a list of operands together: numbers take that of the tensors. */
export type MixedAll<
  L extends readonly unknown[],
  D extends DType = never,
> = number extends L["length"]
  ? DTypeOf<L[number]>
  : L extends readonly [infer Head, ...infer Rest]
    ? Head extends { readonly dtype: infer E extends DType }
      ? MixedAll<Rest, [D] extends [never] ? E : Promote<D, E>>
      : MixedAll<Rest, D>
    : [D] extends [never]
      ? "float32"
      : D;
