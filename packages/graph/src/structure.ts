import type { Node } from "./node.ts";
import type { Debug } from "./scope.ts";

/** What a structure is written in. */
type Word = number | string | boolean;

/** Stands behind what has no known length. */
const end = "";

/**
 * Words being written, one structure at a time. They are written over those of the structure before, which are mostly the same: programs of one kind
 * follow one another.
 */
const words: Word[] = [];
let length = 0;
/** Whether a word is another than in the structure before. */
let differs = true;

function put(word: Word): void {
  if (!Object.is(words[length], word)) {
    words[length] = word;
    differs = true;
  }
  length++;
}

/** Attributes of one name have values of one kind, so that kinds need not be told apart. */
function putValue(value: unknown): void {
  if (typeof value !== "object") put(value as Word);
  else if (Array.isArray(value)) {
    put(value.length);
    for (let i = 0; i < value.length; i++) putValue(value[i]);
  } else putRecord(value as object);
}

function putRecord(record: object): void {
  for (const name in record) {
    put(name);
    putValue((record as Record<string, unknown>)[name]);
  }
  put(end);
}

/** Programs of watched nodes are told apart by where they come from: what reports on them says that. */
function putOrigin({ site, module, forward }: Debug): void {
  if (site === undefined) return;
  put(site);
  put(module);
  if (forward !== undefined) putOrigin(forward);
}

function putList(list: readonly number[]): void {
  put(list.length);
  for (let i = 0; i < list.length; i++) put(list[i]!);
}

/** Numbers of names (primitives, dtypes, attributes, call sites) and of fractions. A program has a few hundred. */
const numbers = new Map<Word, number>();

function numberOf(word: Word): number {
  if (Number.isInteger(word)) return word as number;
  let number = numbers.get(word);
  if (number === undefined) numbers.set(word, (number = numbers.size));
  return number;
}

/** The structure that was written last. */
let latest: Structure | undefined;

/** The structure of a graph, in words: those of two graphs are equal where the graphs are, but for the numbers that their leaves hold. */
export class Structure {
  readonly hash: number;
  readonly #words: readonly Word[];

  private constructor(own: readonly Word[]) {
    this.#words = own;
    let hash = own.length;
    for (const word of own) hash = (Math.imul(hash, 31) + numberOf(word)) | 0;
    this.hash = hash;
  }

  /** Of a graph whose values are numbered by `place`, leaves first. Where the graph before had the same structure, that is given again. */
  static of(
    leaves: readonly Node[],
    nodes: readonly Node[],
    outputs: readonly number[],
    replaces: readonly number[],
  ): Structure {
    length = 0;
    differs = false;
    put(leaves.length);
    for (const { dtype, shape } of leaves) {
      put(dtype);
      putList(shape);
    }
    for (const { primitive, inputs, attributes, debug } of nodes) {
      put(primitive!);
      put(inputs.length);
      for (let i = 0; i < inputs.length; i++) put(inputs[i]!.place);
      putRecord(attributes);
      putOrigin(debug);
      put(end);
    }
    putList(outputs);
    putList(replaces);
    if (differs || latest === undefined || latest.#words.length !== length) {
      latest = new Structure(words.slice(0, length));
    }
    return latest;
  }

  equals(other: Structure): boolean {
    if (this === other) return true;
    const [own, others] = [this.#words, other.#words];
    if (this.hash !== other.hash || own.length !== others.length) return false;
    for (let i = 0; i < own.length; i++) if (!Object.is(own[i], others[i])) return false;
    return true;
  }
}
