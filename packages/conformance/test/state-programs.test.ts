import { wasmEngine } from "@chainrule/engine-wasm";
import { compile, Parameter, setEngine, State, tensor, type Tensor } from "@chainrule/tensor";
import { afterAll, expect, test } from "vitest";
import { Dice } from "../src/dice.ts";
import { reference } from "./engines.ts";

/** A tensor, and the elements it would have if everything were computed when it is written. */
interface Known {
  readonly tensor: Tensor;
  readonly elements: readonly number[];
}

/** A parameter or state, and what it was last assigned. */
interface Held {
  readonly variable: Parameter<[number]> | State<[number]>;
  elements: readonly number[];
}

const length = 3;
const limit = 50;
const engines = [undefined, wasmEngine({ threads: 1 }), reference];

afterAll(() => {
  setEngine(undefined);
});

function numbers(dice: Dice): Known {
  const elements = Array.from({ length }, () => dice.integer(-3, 3));
  return { tensor: tensor(elements, { dtype: "float64" }), elements };
}

/** Two values combined, and kept so small that every result is a whole number. */
function combined(dice: Dice, a: Known, b: Known): Known {
  const name = dice.pick(["add", "sub", "mul"] as const);
  const of = { add: (x: number, y: number) => x + y, sub: (x: number, y: number) => x - y };
  const f = name === "mul" ? (x: number, y: number): number => x * y : of[name];
  const elements = a.elements.map((x, i) => {
    return Math.min(limit, Math.max(-limit, f(x, b.elements[i]!)));
  });
  return { tensor: a.tensor[name](b.tensor).maximum(-limit).minimum(limit), elements };
}

/** A value made of variables and of `others`. */
function any(dice: Dice, held: readonly Held[], others: readonly Known[]): Known {
  const one = (): Known => {
    if (others.length > 0 && dice.chance(0.3)) return dice.pick(others);
    const { variable, elements } = dice.pick(held);
    return dice.chance(0.2) ? numbers(dice) : { tensor: variable, elements };
  };
  const value = combined(dice, one(), one());
  return dice.chance(0.4) ? combined(dice, value, one()) : value;
}

/** Checks a value, or that it says why it cannot be read. Says whether assignments were dropped. */
function check({ tensor: read, elements }: Known): boolean {
  let found: Iterable<number>;
  try {
    found = read.data();
  } catch (error) {
    expect((error as Error).message).toMatch("has been replaced, and was never computed");
    return (error as Error).message.includes("were dropped");
  }
  // Zeros may have either sign.
  expect(Array.from(found, (x) => x + 0)).toEqual(elements.map((x) => x + 0));
  return false;
}

function run(seed: number): void {
  const dice = new Dice(seed);
  const held = Array.from({ length: dice.integer(1, 3) }, (_, i): Held => {
    const { tensor: first, elements } = numbers(dice);
    const kind = dice.chance(0.5) ? Parameter : State;
    const variable = new kind(first as Tensor<[number]>, { name: `v${i}` });
    return { variable, elements };
  });
  const made: Known[] = [];
  const assign = (to: Held, value: Known): void => {
    to.variable.assign(value.tensor as Tensor<[number]>);
    to.elements = value.elements;
  };
  /** What a compiled step does; the same whenever it is called. */
  const act = (input: Known): Known => {
    const own = new Dice(seed);
    assign(own.pick(held), any(own, held, [input]));
    assign(own.pick(held), any(own, held, [input]));
    return any(own, held, [input]);
  };
  const step = compile((input: Tensor) => act({ tensor: input, elements: [0, 0, 0] }).tensor);
  const actions: (() => boolean | void)[] = [
    () => void made.push(any(dice, held, made)),
    () => void made.at(-1)?.tensor.keep(),
    () => assign(dice.pick(held), any(dice, held, made)),
    () => made.length > 0 && check(dice.pick(made)),
    () => setEngine(dice.pick(engines)),
    () => {
      const before = held.map(({ elements }) => elements);
      const input = numbers(dice);
      const result = step(input.tensor);
      // Once more without the engine, for what the elements are; its assignments are those of the step again.
      const now = held.map(({ variable }) => variable.data());
      held.forEach((one, i) => {
        one.elements = before[i]!;
      });
      const { elements } = act(input);
      held.forEach(({ variable }, i) => {
        variable.assign(tensor([...now[i]!], { dtype: "float64" }) as Tensor<[number]>);
      });
      made.push({ tensor: result, elements });
    },
  ];
  for (let i = 0; i < 15; i++) {
    try {
      if (dice.pick(actions)() === true) return;
    } catch (error) {
      // An assignment that was built on a value that is gone: it says so, and the program ends here.
      if (!(error as Error).message.includes("were dropped")) throw error;
      return;
    }
  }
  const variables = held.map(({ variable, elements }) => ({ tensor: variable, elements }));
  for (const value of [...variables, ...made]) if (check(value)) return;
}

test("law: a value is what it was when it was written, or says that it is gone", () => {
  for (let seed = 0; seed < 300; seed++) {
    try {
      run(seed);
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
});
