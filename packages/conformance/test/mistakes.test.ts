import * as autograd from "@chainrule/autograd";
import * as data from "@chainrule/data";
import * as layers from "@chainrule/layers";
import * as linalg from "@chainrule/linalg";
import * as losses from "@chainrule/losses";
import * as metrics from "@chainrule/metrics";
import * as optimizers from "@chainrule/optimizers";
import * as signal from "@chainrule/signal";
import * as tensors from "@chainrule/tensor";
import * as functional from "@chainrule/tensor/functional";
import * as worker from "@chainrule/worker";
import { describe, expect, test } from "vitest";

// What programs without types may do: give anything to anything, or nothing at all.

/** What may be given in place of what was meant. */
const given: readonly unknown[] = [
  undefined,
  null,
  "x",
  {},
  { typo: 1 },
  NaN,
  -1,
  1.5,
  7,
  true,
  [],
  [1.5],
  [null],
  ["x"],
  [[1], [2, 3]],
  new Map(),
  new Date(0),
  (): number => 1,
];

/** One value, or two, or none. */
const lists: readonly (readonly unknown[])[] = [
  [],
  ...given.map((one) => [one]),
  ...given.flatMap((one) => given.map((other) => [one, other])),
];

/** What JavaScript itself says where a mistake went too far. */
const internal =
  /Cannot (?:read|set|destructure|use|mix)|Cannot convert undefined|is not a function|is not iterable|is not a constructor|Invalid (?:array|typed array)|Reduce of empty|call stack/;

type Callable = (...values: readonly unknown[]) => unknown;

/** What it says of the first mistakes that nothing else noticed. */
function complaints(f: Callable, values: readonly (readonly unknown[])[]): string[] {
  const found: string[] = [];
  for (const list of values) {
    try {
      const result = f(...list);
      if (result instanceof Promise) result.catch(() => undefined);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      if (internal.test(said)) found.push(`${printed(list)}: ${said}`);
    }
  }
  return found.slice(0, 3);
}

function printed(list: readonly unknown[]): string {
  return list
    .map((one) => {
      if (one instanceof tensors.Tensor) return `tensor of [${one.shape.join(", ")}]`;
      return JSON.stringify(one) ?? typeof one;
    })
    .join(", ");
}

const receivers: Readonly<Record<string, tensors.Tensor>> = {
  "a matrix": tensors.tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]),
  "a scalar": tensors.tensor(2),
  integers: tensors.tensor(Int32Array.of(1, 2)),
  booleans: tensors.tensor([true, false]),
  nothing: tensors.zeros([0]),
};

/** The names of a tensor's methods, with those that it inherits. */
function methodsOf(x: object): string[] {
  const names = new Set<string>();
  for (let at: unknown = x; at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (typeof value === "function") names.add(name);
    }
  }
  for (const name of ["constructor", "wrap", "composite"]) names.delete(name);
  return [...names];
}

describe.each(Object.entries(receivers))("methods of %s say what is wrong", (_, x) => {
  test.each(methodsOf(x))("%s", (name) => {
    const methods = x as unknown as Readonly<Record<string, Callable>>;
    expect(complaints((...list) => methods[name]!(...list), lists)).toEqual([]);
  });
});

/** What takes functions, nodes or classes, for those who extend the library. */
const extending = new Set(
  [
    "Assignable Tensor operation primitive provisionalMean scope unreadScalars withoutAssignments withoutDraws withoutReads setEngine setThreads",
    "customFunction vjp jvp checkGradients",
    "Layer Module fansOf loadModule saveModule",
    "Optimizer loadOptimizer saveOptimizer",
    "Batches",
  ].flatMap((names) => names.split(" ")),
);

const [matrix, image] = [receivers["a matrix"], tensors.zeros([1, 1, 4, 4])];
const beside = [matrix, image].flatMap((x) => [
  [x],
  ...given.map((one) => [x, one]),
  ...given.map((one) => [x, x, one]),
]);

test.each(
  Object.entries({
    autograd,
    data,
    functional,
    layers,
    linalg,
    losses,
    metrics,
    optimizers,
    signal,
    tensors,
    worker,
  }).flatMap(([part, exported]) =>
    Object.entries(exported).flatMap(([name, f]) =>
      typeof f !== "function" || extending.has(name) || name.endsWith("Error")
        ? []
        : [[part, name, f] as const],
    ),
  ),
)("%s: %s says what is wrong", (_, __, f) => {
  const isClass = /^class\b/.test(String(f));
  const call: Callable = (...list) =>
    isClass ? Reflect.construct(f, list) : Reflect.apply(f, undefined, list);
  expect(complaints(call, [...lists, ...beside])).toEqual([]);
});
