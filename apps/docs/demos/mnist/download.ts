/** How far a download is: `total` is `null` where the server does not say. */
export type Progress = (loaded: number, total: number | null) => void;

/** The bytes of a file. Rejects with a sentence where it cannot be had, or comes in part. */
export async function download(url: string, progress: Progress): Promise<Uint8Array> {
  const name = url.slice(url.lastIndexOf("/") + 1);
  const response = await fetch(url).catch((cause: unknown) => {
    throw new Error(`${name}: could not be fetched; is the network there?`, { cause });
  });
  if (!response.ok || response.body === null) {
    throw new Error(`${name}: could not be fetched; the server answered ${response.status}.`);
  }
  const length = Number(response.headers.get("Content-Length"));
  const encoded = response.headers.has("Content-Encoding");
  const total = length > 0 && !encoded ? length : null;
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  const reader = response.body.getReader();
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      chunks.push(chunk.value);
      loaded += chunk.value.length;
      progress(loaded, total);
    }
  } catch (cause) {
    throw new Error(`${name}: the connection ended after ${loaded} bytes.`, { cause });
  }
  const whole = new Uint8Array(loaded);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
