import { setThreads } from "@chainrule/tensor";
import { serve } from "@chainrule/worker";
import { type Contour, contoursOf } from "./contours.ts";
import { Race, type Standing } from "./race.ts";
import type { Racer } from "./racers.ts";
import type { SurfaceName } from "./surfaces.ts";

// A handful of numbers is no work to share.
setThreads(1);

/** A race to be run. */
export interface Setup {
  readonly surface: SurfaceName;
  readonly start: readonly [x: number, y: number];
  readonly rates: readonly (readonly [racer: Racer, learningRate: number])[];
}

let race: Race | undefined;

const racing = {
  contours(surface: SurfaceName): Contour[] {
    return contoursOf(surface);
  },

  /** Brings everyone to the start of a new race. */
  begin({ surface, start, rates }: Setup): Standing {
    race = new Race(surface, start, rates);
    return race.standing();
  },

  /** Takes steps of the race that was begun last. */
  steps(count: number): Standing[] {
    return race?.steps(count) ?? [];
  },

  setLearningRate(racer: number, learningRate: number): void {
    race?.setLearningRate(racer, learningRate);
  },
};

/** What the worker serves. */
export type Racing = typeof racing;

serve(racing);
