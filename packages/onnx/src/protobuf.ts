/** The part of the web platform's encodings that is used here; browsers and Node have it. */
declare class TextEncoder {
  encode(text: string): Uint8Array;
}

/** A message of protocol buffers while it is written: fields in the order of the calls, each a number of the schema and a value. */
export class Message {
  readonly #chunks: Uint8Array[] = [];

  /** An integer, or a truth. */
  integer(field: number, value: number | bigint | boolean): this {
    return this.#append(key(field, 0), varint(BigInt(value)));
  }

  /** Integers one after the other, in one field. */
  integers(field: number, values: readonly (number | bigint)[]): this {
    return this.bytes(field, join(values.map((value) => varint(BigInt(value)))));
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    return this.bytes(field, ...value.#chunks);
  }

  /** Bytes, which may come in parts. */
  bytes(field: number, ...parts: readonly Uint8Array[]): this {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    return this.#append(key(field, 2), varint(BigInt(length)), ...parts);
  }

  #append(...parts: readonly Uint8Array[]): this {
    for (const part of parts) this.#chunks.push(part);
    return this;
  }

  /** Bytes of all that was written. */
  get size(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  encode(): Uint8Array {
    return join(this.#chunks);
  }
}

/** What stands before a value: the number of its field, and how its end is found. */
function key(field: number, wireType: number): Uint8Array {
  return varint(BigInt(field * 8 + wireType));
}

/** An integer of 64 bits, seven of them a byte, the lowest first. */
function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
