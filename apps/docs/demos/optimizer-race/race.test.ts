import { checkGradients } from "@chainrule/autograd";
import { tensor } from "@chainrule/tensor";
import { describe, expect, it } from "vitest";
import { contoursOf, heightsOf } from "./contours.ts";
import { Race } from "./race.ts";
import { type Racer, racers } from "./racers.ts";
import { type Surface, type SurfaceName, surfaces } from "./surfaces.ts";
import { Trail } from "./trail.ts";

const names = Object.keys(surfaces) as SurfaceName[];
const everyone = Object.keys(racers) as Racer[];

function lossAt({ loss }: Surface, x: number, y: number): number {
  const number = (value: number) => tensor(value, { dtype: "float64" });
  return loss(number(x), number(y)).item();
}

describe.each(names)("%s", (name) => {
  const surface: Surface = surfaces[name];
  const rates = everyone.map((racer) => [racer, surface.rates[racer]] as const);

  it("has the gradients of finite differences", () => {
    const report = checkGradients((x, y) => surface.loss(x, y), [0.3, -1.7]);
    expect(report.assert().kinks).toEqual([]);
  });

  it("is lowest at its minima", () => {
    const lowest = Math.min(...heightsOf(name, 101));
    expect(surface.bottom).toBeLessThanOrEqual(lowest + 1e-9);
    for (const [x, y] of surface.minima) {
      expect(lossAt(surface, x, y)).toBeCloseTo(surface.bottom, 9);
    }
  });

  it("every racer goes down, by the loss of where it is", () => {
    const race = new Race(name, surface.start, rates);
    const before = race.standing();
    const standings = race.steps(300);
    const after = standings.at(-1)!;
    expect(race.standing()).toEqual(after);
    everyone.forEach((racer, k) => {
      const { x, y, loss } = after[k]!;
      expect([racer, loss < before[k]!.loss]).toEqual([racer, true]);
      expect(loss).toBeCloseTo(lossAt(surface, x, y), 12);
    });
  });

  it("has contours inside the plot", () => {
    const contours = contoursOf(name);
    expect(contours.length).toBe(16);
    const points = contours.flatMap(({ rings }) => rings.flat(2));
    expect(Math.min(...points)).toBeGreaterThanOrEqual(-0.01);
    expect(Math.max(...points)).toBeLessThanOrEqual(1.01);
  });
});

it("the first step of SGD is the gradient times the learning rate", () => {
  const [after] = new Race("bowl", [-7, 2], [["SGD", 0.1]]).steps(1);
  const [{ x, y, loss }] = after as [{ x: number; y: number; loss: number }];
  expect(x).toBeCloseTo(-7 + 0.1 * 0.7, 12);
  expect(y).toBeCloseTo(2 - 0.1 * 4, 12);
  expect(loss).toBeCloseTo(x ** 2 / 20 + y ** 2, 12);
});

it("a learning rate changed on the way counts from the next step", () => {
  const race = new Race("bowl", [-7, 2], [["SGD", 0.1]]);
  race.setLearningRate(0, 0);
  expect(race.steps(2).at(-1)).toEqual([{ x: -7, y: 2, loss: 6.45 }]);
});

it("a trail keeps a bounded number of points, evenly spread", () => {
  const trail = new Trail({ x: 0, y: 0, loss: 0 }, 10);
  for (let i = 1; i <= 1000; i++) trail.add({ x: i, y: 0, loss: 0 });
  const { points, every } = trail;
  expect(points.length).toBeLessThanOrEqual(20);
  expect(points.map(({ x }) => x)).toEqual(points.map((_, i) => i * every));
});
