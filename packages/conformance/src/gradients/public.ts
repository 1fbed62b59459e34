import * as layers from "@chainrule/layers";
import * as linalg from "@chainrule/linalg";
import * as losses from "@chainrule/losses";
import * as signal from "@chainrule/signal";
import * as tensor from "@chainrule/tensor";
import * as functional from "@chainrule/tensor/functional";

/** Public names that have no row, by the reason. */
const without: Readonly<Record<string, string>> = {
  "integers or bool come out":
    "all and any argmax argmin argsort equal greater greaterEqual isFinite isInfinite isNaN less lessEqual multinomial not notEqual nonzero oneHot or searchSorted xor",
  "stops gradients, which is what it is for": "detach provisionalMean",
  "reads or describes": "data expect item keep ndim node read shape size toArray toString",
  "makes tensors of no tensor":
    "arange asTensor blackman constant eye fftFrequencies fromData full fullLike hamming hann linspace melFilterbank ones onesLike rand randint randLike randn randnLike randperm rfftFrequencies tensor zeros zerosLike",
  "makes first weights":
    "constantly fansOf heNormal heUniform normal orthogonal uniform uniformByFan xavierNormal xavierUniform",
  "a part of the machinery":
    "Assignable DTypeError Generator Layer Module Parameter ShapeError State Tensor checkUntraced compile composite constructor countPrograms getEngine getGenerator getThreads loadModule operation primitive retrace saveModule scope setEngine setSeed setThreads unreadScalars withoutAssignments withoutDraws withoutReads wrap",
  "another name": "Linear functional",
};

/** Public names that have no gradient, or are no operation. */
export const exempt: ReadonlySet<string> = new Set(
  Object.values(without).flatMap((names) => names.split(" ")),
);

/** The names of all that a tensor can do. */
export function methods(): string[] {
  const names = new Set<string>();
  let prototype: object = tensor.Tensor.prototype;
  while (prototype !== Object.prototype) {
    for (const name of Object.getOwnPropertyNames(prototype)) names.add(name);
    prototype = Object.getPrototypeOf(prototype) as object;
  }
  return [...names];
}

/** The names of all that packages with operations export. */
export function exported(): string[] {
  return [tensor, functional, layers, linalg, losses, signal].flatMap((names) =>
    Object.keys(names),
  );
}
