/** One field of a protobuf message: a number of its schema, and a varint, a fixed number or bytes. */
export interface Field {
  readonly number: number;
  readonly value: bigint | DataView;
}

/** The fields of a message, in order. The wire format says how long each is, and the schema, which the caller knows, what it means. */
export function* fields(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const take = (length: number): DataView => {
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, length);
    at += length;
    return view;
  };
  while (at < bytes.length) {
    const [key, next] = varint(bytes, at);
    at = next;
    const number = Number(key >> 3n);
    switch (Number(key & 7n)) {
      case 0: {
        const [value, after] = varint(bytes, at);
        at = after;
        yield { number, value };
        break;
      }
      case 1:
        yield { number, value: take(8) };
        break;
      case 2: {
        const [length, after] = varint(bytes, at);
        at = after;
        yield { number, value: take(Number(length)) };
        break;
      }
      case 5:
        yield { number, value: take(4) };
        break;
      default:
        throw new Error(`protobuf: unknown wire type of field ${number}.`);
    }
  }
}

/** A number of seven bits a byte, as 64 bits with a sign; and where it ends. */
function varint(bytes: Uint8Array, start: number): [value: bigint, end: number] {
  let value = 0n;
  for (let at = start, shift = 0n; ; at++, shift += 7n) {
    const byte = bytes[at];
    if (byte === undefined) throw new Error("protobuf: the message ends inside a number.");
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return [BigInt.asIntN(64, value), at + 1];
  }
}

/** The bytes of a field that has a length. */
export function bytesOf({ number, value }: Field): Uint8Array {
  if (typeof value === "bigint") throw new Error(`protobuf: field ${number} is a number.`);
  return new Uint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength);
}

export function textOf(field: Field): string {
  return new TextDecoder().decode(bytesOf(field));
}

/** The integers of a repeated field: one, or many packed in bytes. */
export function integersOf(field: Field): bigint[] {
  if (typeof field.value === "bigint") return [field.value];
  const bytes = bytesOf(field);
  const list: bigint[] = [];
  for (let at = 0; at < bytes.length;) {
    const [value, next] = varint(bytes, at);
    list.push(value);
    at = next;
  }
  return list;
}

/** The same of numbers of `size` bytes. */
export function floatsOf({ number, value }: Field, size: 4 | 8): number[] {
  if (typeof value === "bigint") throw new Error(`protobuf: field ${number} is an integer.`);
  return Array.from({ length: value.byteLength / size }, (_, i) =>
    size === 4 ? value.getFloat32(4 * i, true) : value.getFloat64(8 * i, true),
  );
}
