import { tensor } from "@chainrule/tensor";
import * as op from "./operations.ts";
import { given, type Program, type Step, step } from "./program.ts";

/** What may be written as `name(x)` or `name(x, y)`, with how many inputs. */
const functions: Readonly<Record<string, readonly [op.Operation, 1 | 2]>> = {
  abs: [op.abs, 1],
  cos: [op.cos, 1],
  exp: [op.exp, 1],
  log: [op.log, 1],
  max: [op.maximum, 2],
  min: [op.minimum, 2],
  relu: [op.relu, 1],
  sigmoid: [op.sigmoid, 1],
  sin: [op.sin, 1],
  sqrt: [op.sqrt, 1],
  square: [op.square, 1],
  tanh: [op.tanh, 1],
};

const constants: Readonly<Record<string, number>> = { e: Math.E, pi: Math.PI };

/** What a variable is to begin with, in the order in which they appear. */
const beginnings = [2, -1, 0.5, 3, -2, 1.5];

const mostSteps = 40;

/** A number that stands in the expression, or the name of a variable or step. */
type Term = number | string;

/** A word, number or sign, and where it stands. */
interface Token {
  readonly text: string;
  readonly at: number;
}

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s+|(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+|[a-z_]\w*|\*\*|[-+*/^(),·−])|(.)/giu;
  for (const { 1: text, 2: unknown, index } of source.matchAll(pattern)) {
    if (unknown !== undefined) {
      throw new SyntaxError(
        `expression: ${unknown} means nothing here, at character ${index + 1}.`,
      );
    }
    if (text !== undefined) tokens.push({ text, at: index });
  }
  return tokens;
}

/** A parser by recursive descent: each method reads what its name says, and adds the steps that compute it. */
class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  readonly variables: string[] = [];
  /** By what they compute, so that equal parts are computed once. */
  readonly steps = new Map<string, Step>();

  constructor(source: string) {
    this.#tokens = tokensOf(source);
  }

  whole(): Term {
    const result = this.sum();
    if (this.#next < this.#tokens.length) throw this.#unexpected("an operator or the end");
    return result;
  }

  sum(): Term {
    let left = this.product();
    for (let sign = this.#take("+", "-", "−"); sign !== null; sign = this.#take("+", "-", "−")) {
      left = this.#apply(sign === "+" ? op.add : op.sub, left, this.product());
    }
    return left;
  }

  product(): Term {
    let left = this.signed();
    for (let sign = this.#take("*", "·", "/"); sign !== null; sign = this.#take("*", "·", "/")) {
      left = this.#apply(sign === "/" ? op.div : op.mul, left, this.signed());
    }
    return left;
  }

  signed(): Term {
    if (this.#take("-", "−") === null) return this.power();
    const of = this.signed();
    return typeof of === "number" ? -of : this.#apply(op.neg, of);
  }

  power(): Term {
    const base = this.atom();
    if (this.#take("^", "**") === null) return base;
    const exponent = this.signed();
    return exponent === 2 && typeof base === "string"
      ? this.#apply(op.square, base)
      : this.#apply(op.pow, base, exponent);
  }

  atom(): Term {
    if (this.#take("(") !== null) {
      const inner = this.sum();
      this.#expect(")");
      return inner;
    }
    const token = this.#tokens[this.#next];
    if (token === undefined || !/^[\w.]/u.test(token.text)) {
      throw this.#unexpected("a number, a variable or a function");
    }
    this.#next++;
    if (/^[\d.]/u.test(token.text)) return Number(token.text);
    return this.#take("(") === null ? this.#variable(token.text) : this.#call(token);
  }

  #variable(name: string): Term {
    if (Object.hasOwn(constants, name)) return constants[name]!;
    if (Object.hasOwn(functions, name)) throw this.#unexpected(`"(" after ${name}`);
    if (!this.variables.includes(name)) this.variables.push(name);
    return name;
  }

  #call({ text: name, at }: Token): Term {
    const known = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (known === undefined) {
      const names = Object.keys(functions).join(", ");
      throw new SyntaxError(
        `expression: functions are ${names}; got ${name} at character ${at + 1}.`,
      );
    }
    const [operation, count] = known;
    const inputs = [this.sum()];
    if (count === 2) {
      this.#expect(",");
      inputs.push(this.sum());
    }
    this.#expect(")");
    return this.#apply(operation, ...inputs);
  }

  /** The result of an operation: a number of numbers, else a step. */
  #apply(operation: op.Operation, ...inputs: Term[]): Term {
    const names = inputs.filter((input) => typeof input === "string");
    if (names.length === 0) {
      const numbers = inputs.map((input) => tensor(Number(input), { dtype: "float64" }));
      return operation.apply(...numbers).item();
    }
    const [first, second] = inputs;
    let applied = operation;
    if (typeof second === "number") applied = op.withNumber(operation, second, "right");
    if (typeof first === "number") applied = op.withNumber(operation, first, "left");
    // Numbers with all their digits, of which the formula that is drawn shows ten.
    const key = operation.write(...inputs.map(String));
    const same = this.steps.get(key);
    if (same !== undefined) return same.name;
    if (this.steps.size === mostSteps) {
      throw new RangeError(`expression: at most ${mostSteps} operations can be drawn.`);
    }
    const made = step(`#${this.steps.size + 1}`, applied, ...names);
    this.steps.set(key, made);
    return made.name;
  }

  #take(...texts: readonly string[]): string | null {
    const text = this.#tokens[this.#next]?.text;
    if (text === undefined || !texts.includes(text)) return null;
    this.#next++;
    return text;
  }

  #expect(text: string): void {
    if (this.#take(text) === null) throw this.#unexpected(`"${text}"`);
  }

  #unexpected(expected: string): SyntaxError {
    const token = this.#tokens[this.#next];
    const got = token === undefined ? "the end" : `"${token.text}" at character ${token.at + 1}`;
    return new SyntaxError(`expression: expected ${expected}; got ${got}.`);
  }
}

/**
 * The program of an expression such as `sin(x * y) + x^2`. Its variables are numbers to begin with.
 *
 * Throws an error of one sentence if it cannot be read, or has no variable or no operation.
 */
export function parseExpression(source: string): Program {
  const parser = new Parser(source);
  const result = parser.whole();
  if (typeof result === "number" || parser.steps.size === 0) {
    throw new SyntaxError(
      `expression: needs a variable and an operation, as x * y; got ${source.trim()}.`,
    );
  }
  return {
    given: parser.variables.map((name, i) => given(name, beginnings[i % beginnings.length]!)),
    steps: [...parser.steps.values()],
  };
}
