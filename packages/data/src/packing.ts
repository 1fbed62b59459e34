interface Reader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }>;
  cancel(): Promise<void>;
}

interface Writer {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** What bytes go through. */
interface Stream {
  readonly writable: { getWriter(): Writer };
  readonly readable: { getReader(): Reader };
}

/** The part of the web platform's compression that is used here; browsers and Node have it. */
declare const DecompressionStream: new (format: "gzip" | "deflate-raw") => Stream;
declare const CompressionStream: new (format: "deflate-raw") => Stream;

/** Whether `bytes` start as gzip does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Bytes that a byte of deflate stands for at most: its shortest code has a quarter of it, and repeats 258. */
export const mostUnpacked = 1032;

/** Unpacks gzip, but little more than `most` bytes of it: a small file may hold gigabytes. Rejects when the bytes up to there are not whole. */
export function gunzip(bytes: Uint8Array, most: number): Promise<Uint8Array> {
  return through(new DecompressionStream("gzip"), bytes, most);
}

/** As `gunzip`, of what is inside gzip and zip. */
export function inflate(bytes: Uint8Array, most: number): Promise<Uint8Array> {
  return through(new DecompressionStream("deflate-raw"), bytes, most);
}

/** What `inflate` unpacks. */
export function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  return through(new CompressionStream("deflate-raw"), bytes, Infinity);
}

/** Bytes that are handed over at a time: browsers unpack all they are given before they look whether anybody reads. */
const portion = 65_536;

async function write(writer: Writer, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; at += portion) {
    await writer.write(bytes.subarray(at, at + portion));
  }
  await writer.close();
}

/** What comes out of `stream`, as long as it is no more than `most` bytes. */
async function through(stream: Stream, bytes: Uint8Array, most: number): Promise<Uint8Array> {
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
