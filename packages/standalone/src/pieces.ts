/** The number at a place of a module, and where what follows it begins. */
function unsignedAt(module: Uint8Array, place: number): [value: number, next: number] {
  let value = 0;
  for (let i = 0; ; i++) {
    const byte = module[place + i]!;
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return [value, place + i + 1];
  }
}

/** A module in pieces: what comes before the code, and then each function. The code is its last section, as the engine writes it. */
function cut(module: Uint8Array): Uint8Array[] {
  let place = 8;
  while (module[place] !== 10) {
    const [length, next] = unsignedAt(module, place + 1);
    place = next + length;
  }
  const [, content] = unsignedAt(module, place + 1);
  const [count, first] = unsignedAt(module, content);
  const pieces = [module.subarray(0, first)];
  place = first;
  for (let i = 0; i < count; i++) {
    const [length, next] = unsignedAt(module, place);
    pieces.push(module.subarray(place, next + length));
    place = next + length;
  }
  return pieces;
}

const hexadecimal = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Modules in pieces that they share, as lists of numbers of pieces. Like ones are neighbours, and all are in hexadecimal: so gzip finds what they have in common, and where each byte
 * begins, which it does not in base64.
 */
export function piecesOf(modules: readonly Uint8Array[]): {
  readonly pieces: readonly string[];
  readonly modules: readonly (readonly number[])[];
} {
  const texts = modules.map((module) => cut(module).map(hexadecimal));
  const most = Math.max(...texts.map(({ length }) => length));
  const inTurn = Array.from({ length: most }, (_, i) => texts.flatMap((own) => own[i] ?? []));
  const pieces = [...new Set(inTurn.flat())];
  return { pieces, modules: texts.map((own) => own.map((text) => pieces.indexOf(text))) };
}
