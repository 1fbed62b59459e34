interface Ends {
  readonly writable: {
    getWriter(): { write(bytes: Uint8Array): Promise<void>; close(): Promise<void> };
  };
  readonly readable: {
    getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }> };
  };
}

declare const CompressionStream: new (format: "gzip") => Ends;

/** Packs bytes as gzip. */
export async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const { writable, readable } = new CompressionStream("gzip");
  const writer = writable.getWriter();
  const written = writer.write(bytes).then(() => writer.close());
  const packed: number[] = [];
  const reader = readable.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    packed.push(...part.value!);
  }
  await written;
  return Uint8Array.from(packed);
}
