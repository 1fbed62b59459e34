import type { Node } from "./node.ts";
import type { Debug } from "./scope.ts";

/** Numbers of names: primitives, dtypes, attributes, call sites. A program has a few hundred. */
const names = new Map<string, number>();

function numberOf(name: string): number {
  let number = names.get(name);
  if (number === undefined) names.set(name, (number = names.size));
  return number;
}

/** What kind of value the words after it are. */
const kinds = {
  integer: -1,
  number: -2,
  name: -3,
  flag: -4,
  list: -5,
  record: -6,
  end: -7,
} as const;

const wide = new Float64Array(1);
const halves = new Int32Array(wide.buffer);

/** Words being written, one structure at a time: programs of one kind follow one another, so the room is kept. */
let words = new Int32Array(4096);
let length = 0;

function put(word: number): void {
  if (length === words.length) {
    const wider = new Int32Array(2 * length);
    wider.set(words);
    words = wider;
  }
  words[length++] = word;
}

function putNumber(value: number): void {
  const integer = value | 0;
  if (integer === value && !Object.is(value, -0)) {
    put(kinds.integer);
    put(integer);
    return;
  }
  wide[0] = value;
  put(kinds.number);
  put(halves[0]!);
  put(halves[1]!);
}

function putValue(value: unknown): void {
  if (typeof value === "number") putNumber(value);
  else if (typeof value === "string") {
    put(kinds.name);
    put(numberOf(value));
  } else if (typeof value === "boolean") {
    put(kinds.flag);
    put(value ? 1 : 0);
  } else if (Array.isArray(value)) {
    put(kinds.list);
    put(value.length);
    for (const part of value) putValue(part);
  } else {
    put(kinds.record);
    putRecord(value as object);
  }
}

function putRecord(record: object): void {
  for (const name in record) {
    put(numberOf(name));
    putValue((record as Record<string, unknown>)[name]);
  }
  put(kinds.end);
}

/** Programs of watched nodes are told apart by where they come from: what reports on them says that. */
function putOrigin({ site, module, forward }: Debug): void {
  if (site === undefined) return;
  put(numberOf(site));
  put(numberOf(module));
  if (forward !== undefined) putOrigin(forward);
}

function putNumbers(numbers: readonly number[]): void {
  put(numbers.length);
  for (const number of numbers) put(number);
}

/** The structure of a graph, in words: those of two graphs are equal where the graphs are, but for the numbers that their leaves hold. */
export class Structure {
  readonly hash: number;
  readonly #words: Int32Array;

  private constructor(own: Int32Array) {
    this.#words = own;
    let hash = own.length;
    for (let i = 0; i < own.length; i++) hash = (Math.imul(hash, 31) + own[i]!) | 0;
    this.hash = hash;
  }

  /** Of a graph whose values are numbered by `place`, leaves first. */
  static of(
    leaves: readonly Node[],
    nodes: readonly Node[],
    outputs: readonly number[],
    replaces: readonly number[],
  ): Structure {
    length = 0;
    put(leaves.length);
    for (const { dtype, shape } of leaves) {
      put(numberOf(dtype));
      putNumbers(shape);
    }
    for (const node of nodes) {
      put(numberOf(node.primitive!));
      const { inputs } = node;
      put(inputs.length);
      for (let i = 0; i < inputs.length; i++) put(inputs[i]!.place);
      putRecord(node.attributes);
      putOrigin(node.debug);
      put(kinds.end);
    }
    putNumbers(outputs);
    putNumbers(replaces);
    return new Structure(words.slice(0, length));
  }

  equals(other: Structure): boolean {
    const [own, others] = [this.#words, other.#words];
    if (this.hash !== other.hash || own.length !== others.length) return false;
    for (let i = 0; i < own.length; i++) if (own[i] !== others[i]) return false;
    return true;
  }
}
