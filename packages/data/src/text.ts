/** The part of the web platform's encodings that is used here; browsers and Node have it. */
declare class TextEncoder {
  encode(text: string): Uint8Array;
}

type Encoding = "utf-8" | "latin1";

declare class TextDecoder {
  constructor(label: Encoding, options: { readonly fatal: true });
  decode(bytes: Uint8Array): string;
}

/** The bytes of a text in UTF-8. */
export function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The text of bytes. Throws a `TypeError` where they are none, which cannot be in Latin-1. */
export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
}
