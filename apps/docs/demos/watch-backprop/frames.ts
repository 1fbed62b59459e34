import type { Trace } from "./trace.ts";

/** A moment of the computation: one node is at work. */
export interface Frame {
  readonly direction: "given" | "forward" | "seed" | "backward";
  /** The node at work; nothing when all that happened is that values were given. */
  readonly name: string | null;
  /** What happens, in a sentence. */
  readonly text: string;
}

/** What is known at a moment. */
export interface Known {
  readonly values: ReadonlySet<string>;
  /** What has arrived so far. */
  readonly gradients: ReadonlyMap<string, readonly number[]>;
  /** What the step at work sends to its inputs. */
  readonly sending: ReadonlyMap<string, readonly number[]>;
}

const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;

/** Every moment: what is given, each step forward, the seed of the way back, and each step back. */
export function framesOf({ nodes, result, backward }: Trace): Frame[] {
  const steps = nodes.filter(({ formula }) => formula !== "");
  return [
    { direction: "given", name: null, text: "Given values; nothing is computed yet." },
    ...steps.map(({ name, formula }, i): Frame => {
      const text = `Forward ${i + 1} of ${steps.length}: ${name} = ${formula}.`;
      return { direction: "forward", name, text };
    }),
    {
      direction: "seed",
      name: result,
      text: `The way back starts: the gradient of ${result} with respect to itself is 1.`,
    },
    ...backward.map(({ name, arrivals }, i): Frame => {
      const to = list(arrivals.map((arrival) => arrival.to));
      const text = `Backward ${i + 1} of ${steps.length}: ${name} sends its gradient on to ${to}.`;
      return { direction: "backward", name, text };
    }),
  ];
}

/** What is known at a moment, by its number. */
export function knownAt(trace: Trace, frames: readonly Frame[], at: number): Known {
  const past = frames.slice(0, at + 1);
  const done = new Set(past.filter(({ direction }) => direction === "forward").map((f) => f.name));
  const values = trace.nodes.filter(({ name, formula }) => formula === "" || done.has(name));
  const gradients = new Map<string, readonly number[]>();
  if (past.some(({ direction }) => direction === "seed")) gradients.set(trace.result, [1]);
  const back = past.filter(({ direction }) => direction === "backward").length;
  for (const { arrivals } of trace.backward.slice(0, back)) {
    for (const { to, sum } of arrivals) gradients.set(to, sum);
  }
  const sent = frames[at]?.direction === "backward" ? trace.backward[back - 1]!.arrivals : [];
  return {
    values: new Set(values.map(({ name }) => name)),
    gradients,
    sending: new Map(sent.map(({ to, part }) => [to, part])),
  };
}
