import { expect, test } from "vitest";
import { capture, Node, operation, scope, watchNodes, within } from "../src/index.ts";
import { vector } from "./leaves.ts";

const exp = (x: Node): Node => Node.apply("exp", [x], {});

function watched(f: () => void): Node[] {
  const seen: Node[] = [];
  const stop = watchNodes((node) => seen.push(node));
  try {
    f();
  } finally {
    stop();
  }
  return seen;
}

test("a watcher is told of every node, until it is stopped", () => {
  const x = vector(1);
  const seen = watched(() => void exp(exp(x)));
  exp(x);
  expect(seen.map(({ primitive }) => primitive)).toEqual(["exp", "exp"]);
});

test("watchers do not disturb one another, and stop once", () => {
  const x = vector(1);
  const counts = [0, 0];
  const stops = counts.map((_, i) => watchNodes(() => counts[i]!++));
  exp(x);
  stops[0]!();
  stops[0]!();
  exp(x);
  stops[1]!();
  exp(x);
  expect(counts).toEqual([1, 2]);
});

test("a watched node knows the line of user code that built it", () => {
  const x = vector(1);
  const [first, second] = watched(() => {
    Node.apply("exp", [x], {});
    operation("softmax", () => scope("Affine(2, 3)", () => Node.apply("exp", [x], {})));
  });
  const line = ({ debug }: Node): number =>
    Number(/graph\/test\/watch\.test\.ts:(\d+):\d+$/.exec(debug.site!)![1]);
  expect(line(second!)).toBe(line(first!) + 1);
  expect(exp(x).debug.site).toBeUndefined();
});

test("what is built within the debug fields of a node has its line", () => {
  const x = vector(1);
  const [first] = watched(() => void exp(x));
  const [second] = watched(() => {
    within({ operation: "gradient of exp", module: "", forward: first!.debug }, () =>
      Node.apply("exp", [x], {}),
    );
  });
  const [copy] = watched(() => void within(first!.debug, () => exp(x)));
  expect(copy!.debug).toBe(first!.debug);
  expect(second!.debug.forward).toBe(first!.debug);
  expect(second!.debug.site).not.toBe(first!.debug.site);
});

test("programs from different lines are told apart while nodes are watched, and only then", () => {
  const x = vector(1);
  const one = (): Node => Node.apply("exp", [x], {});
  const other = (): Node => Node.apply("exp", [x], {});
  const alike = (a: Node, b: Node): boolean =>
    capture([a]).structure.equals(capture([b]).structure);
  expect(alike(one(), other())).toBe(true);
  const [a, b, c] = watched(() => {
    const nodes = [one, other, one];
    for (const build of nodes) build();
  });
  expect(alike(a!, b!)).toBe(false);
  expect(alike(a!, c!)).toBe(true);
});
