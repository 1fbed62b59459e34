import { gradients } from "@chainrule/autograd";
import type { Optimizer } from "@chainrule/optimizers";
import { Parameter, stack, tensor, type Tensor } from "@chainrule/tensor";
import { type Racer, racers } from "./racers.ts";
import { type Surface, type SurfaceName, surfaces } from "./surfaces.ts";

/** Where a racer is, and how low. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly loss: number;
}

/** Where every racer is after a step. */
export type Standing = readonly Point[];

/** Optimizers that start at one point of a surface, each with a parameter of its own. */
export class Race {
  readonly #surface: Surface;
  readonly #optimizers: readonly Optimizer[];
  readonly #places: readonly Parameter[];

  constructor(
    surface: SurfaceName,
    start: readonly [x: number, y: number],
    rates: readonly (readonly [racer: Racer, learningRate: number])[],
  ) {
    this.#surface = surfaces[surface];
    this.#optimizers = rates.map(([racer, rate]) => racers[racer](rate));
    this.#places = rates.map(
      ([racer]) => new Parameter(tensor([...start], { dtype: "float64" }), { name: racer }),
    );
  }

  /** Changes the learning rate of a racer, by its number, from the next step on. */
  setLearningRate(racer: number, learningRate: number): void {
    this.#optimizers[racer]!.learningRate = learningRate;
  }

  /** The loss of every racer, as one vector: one small graph, however many race. */
  #losses(): Tensor {
    const places = stack(this.#places, 1) as Tensor;
    return this.#surface.loss(places.at(0), places.at(1));
  }

  /** Takes steps, and tells where all are after each. */
  steps(count: number): Standing[] {
    const places: Place[][] = [];
    const losses: number[][] = [];
    for (let i = 0; i < count; i++) {
      const now = this.#losses().keep();
      const slopes = gradients(now.sum(), this.#places);
      this.#optimizers.forEach((optimizer, k) => {
        optimizer.update([this.#places[k]!], [slopes[k]!]);
      });
      losses.push(numbersOf(now));
      places.push(this.#where());
    }
    // A step computes the losses of where it starts, which is where the one before it ended.
    const ends = [...losses.slice(1), numbersOf(this.#losses())];
    return places.map((standing, i) => standingOf(standing, ends[i]!));
  }

  /** Where all are. */
  standing(): Standing {
    return standingOf(this.#where(), numbersOf(this.#losses()));
  }

  #where(): Place[] {
    return this.#places.map((place) => numbersOf(place) as [number, number]);
  }
}

type Place = readonly [x: number, y: number];

function numbersOf(computed: Tensor): number[] {
  return Array.from(computed.data(), Number);
}

function standingOf(places: readonly Place[], losses: readonly number[]): Standing {
  return places.map(([x, y], k) => ({ x, y, loss: losses[k]! }));
}
