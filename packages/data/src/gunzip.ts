interface Reader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }>;
  cancel(): Promise<void>;
}

interface Writer {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** The part of the web platform's decompression that is used here; browsers and Node have it. */
declare class DecompressionStream {
  readonly writable: { getWriter(): Writer };
  readonly readable: { getReader(): Reader };
  constructor(format: "gzip");
}

/** Whether `bytes` start as gzip does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Bytes that are handed over at a time: browsers unpack all they are given before they look whether anybody reads. */
const portion = 65_536;

async function write(writer: Writer, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; at += portion) {
    await writer.write(bytes.subarray(at, at + portion));
  }
  await writer.close();
}

/** Unpacks gzip, but little more than `most` bytes of it: a small file may hold gigabytes. Rejects when the bytes up to there are not whole. */
export async function gunzip(bytes: Uint8Array, most: number): Promise<Uint8Array> {
  const stream = new DecompressionStream("gzip");
  // A failure arrives at the reader, too, which reports it.
  write(stream.writable.getWriter(), bytes).catch(() => {});
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.readable.getReader();
  while (length <= most) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value!);
    length += value!.length;
  }
  if (length > most) reader.cancel().catch(() => {});
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
