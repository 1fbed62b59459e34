const { btoa } = globalThis as unknown as {
  readonly btoa: (text: string) => string;
};

/** Bytes that become text at a time: a multiple of 3, so that the texts can be joined. */
const step = 3 * 4096;

/** Bytes as text, in the letters of RFC 4648. */
export function base64(bytes: Uint8Array): string {
  const texts: string[] = [];
  for (let start = 0; start < bytes.length; start += step) {
    texts.push(btoa(String.fromCharCode(...bytes.subarray(start, start + step))));
  }
  return texts.join("");
}
