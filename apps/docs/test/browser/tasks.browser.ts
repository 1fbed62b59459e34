import { expect, test } from "vitest";
import { pages } from "./pages.ts";
import { longestTasks, taskLimit } from "./task-limit.ts";

/** What shows that a demo is at work. */
const signs: Readonly<Record<string, string>> = {
  "/demos/convolution-windows": ".number-grid",
  "/demos/draw-a-digit": ".draw-a-digit .answer",
  "/demos/optimizer-race": "[data-loss]",
  "/demos/train-mnist": ".train-mnist .status",
  "/demos/watch-backprop": "tr[data-verdict]",
};

/** The demos, the first page, the guide with the most code, and the longest pages of the reference. */
const heavy = [
  ...pages.filter((path) => path.startsWith("/demos/")),
  "/",
  "/guides/gradients",
  "/api/tensor/classes/Tensor",
  "/api/tensor/methods/math",
  "/api/tensor/namespaces/shapes/",
  "/api/tensor/",
];
const limit = await taskLimit();

test.each(heavy)("while %s loads, no task of the main thread takes long", async (path) => {
  const longest = await longestTasks(path, signs[path] ?? "h1", limit);
  console.log(
    `${path}: ${longest.map((time) => time.toFixed(0)).join(", ")} of ${limit.toFixed(0)} ms`,
  );
  expect(Math.min(...longest)).toBeLessThan(limit);
});
