interface Reader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }>;
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

/** Unpacks gzip. Rejects when the bytes are not whole. */
export async function gunzip(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new DecompressionStream("gzip");
  const writer = stream.writable.getWriter();
  const written = writer.write(bytes).then(() => writer.close());
  // A failure arrives at the reader, too, which reports it.
  written.catch(() => {});
  const chunks: Uint8Array[] = [];
  const reader = stream.readable.getReader();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    chunks.push(chunk.value!);
  }
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
