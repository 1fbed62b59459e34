import { crc32 } from "./crc32.ts";
import { viewOf } from "./elements.ts";
import { deflate, inflate, mostUnpacked } from "./packing.ts";
import { decodeText, encodeText } from "./text.ts";

// The format is described in PKWARE's APPNOTE.TXT: each file behind a local header, then a directory of all of them, then where that is. All numbers are little endian.

/** What the records begin with, and how long they are without names and the like. */
const records = {
  local: { magic: 0x04034b50, length: 30 },
  entry: { magic: 0x02014b50, length: 46 },
  end: { magic: 0x06054b50, length: 22 },
} as const;

/** The longest comment that may follow the end. */
const longestComment = 65_535;

/** How files may be packed. */
const methods = { stored: 0, deflated: 8 } as const;

/** A file in an archive, as the directory has it. */
interface Entry {
  readonly file: string;
  readonly method: number;
  readonly sum: number;
  /** How long it is as it lies there, and unpacked. */
  readonly packed: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly at: number;
}

/**
 * The files of a zip archive, by name, with the names in the order of its directory. Rejects with a sentence that begins with `name` where the archive is not whole, a file's check sum is wrong, or it is of a kind that is not read: encrypted, packed in
 * another way than by deflate, in several parts, or with the long numbers of zip64.
 */
export async function unzip(name: string, bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const view = viewOf(name, bytes);
  const entries = directory(name, bytes, view);
  const files = new Map<string, Uint8Array>();
  for (const entry of entries) {
    const { file } = entry;
    if (files.has(file)) throw new Error(`${name}: names must be distinct; got ${file} twice.`);
    files.set(file, await contents(`${name}: ${file}`, bytes, view, entry));
  }
  return files;
}

/** Where the record is that ends the archive. */
function endOf(name: string, view: DataView): number {
  const { magic, length } = records.end;
  const last = view.byteLength - length;
  for (let at = last; at >= Math.max(0, last - longestComment); at--) {
    if (view.getUint32(at, true) === magic && view.getUint16(at + 20, true) === last - at)
      return at;
  }
  throw new Error(
    `${name}: expected a zip archive, which ends with its directory; got ${view.byteLength} other bytes.`,
  );
}

function directory(name: string, bytes: Uint8Array, view: DataView): Entry[] {
  const end = endOf(name, view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) throw long(name);
  if (view.getUint32(end + 4, true) !== 0) {
    throw new Error(`${name}: the archive must be in one part; got one of several.`);
  }
  const { magic, length } = records.entry;
  const entries: Entry[] = [];
  let total = 0;
  for (let i = 0; i < count; i++) {
    const isThere = at + length <= end && view.getUint32(at, true) === magic;
    // Of its name, of what is added to it, and of its comment.
    const lengths = [28, 30, 32].map((place) => (isThere ? view.getUint16(at + place, true) : 0));
    const next = lengths.reduce((sum, more) => sum + more, at + length);
    if (!isThere || next > end) {
      throw new Error(
        `${name}: the directory must have ${count} entries; got ${i} that are whole.`,
      );
    }
    const entry = entryAt(name, bytes, view, at, at + length + lengths[0]!);
    total += entry.packed;
    entries.push(entry);
    at = next;
  }
  if (total > bytes.length) {
    throw new Error(`${name}: needs ${total} bytes for its files; got ${bytes.length}.`);
  }
  return entries;
}

/** The entry of the directory at `at`, whose name ends at `end`. */
function entryAt(name: string, bytes: Uint8Array, view: DataView, at: number, end: number): Entry {
  const short = (place: number): number => view.getUint16(at + place, true);
  const word = (place: number): number => view.getUint32(at + place, true);
  const flags = short(8);
  const file = nameIn(name, bytes.subarray(at + records.entry.length, end), (flags & 0x800) !== 0);
  const entry = {
    file,
    method: short(10),
    sum: word(16),
    packed: word(20),
    size: word(24),
    at: word(42),
  };
  if ([entry.packed, entry.size, entry.at].includes(0xffffffff)) throw long(name);
  if (flags & 1) throw new Error(`${name}: ${file} must not be encrypted.`);
  const { method } = entry;
  if (method !== methods.stored && method !== methods.deflated) {
    throw new Error(`${name}: ${file} must be stored or deflated (method 0 or 8); got ${method}.`);
  }
  return entry;
}

function long(name: string): Error {
  return new Error(
    `${name}: the archive must be below 4 GiB, without the long numbers of zip64; got some of them.`,
  );
}

/** The name of a file. Where it is not UTF-8, it is of the days of DOS, whose first half is ASCII. */
function nameIn(name: string, bytes: Uint8Array, isUtf8: boolean): string {
  try {
    return decodeText(bytes, isUtf8 ? "utf-8" : "latin1");
  } catch (cause) {
    throw new Error(`${name}: names of files must be UTF-8; got other bytes.`, { cause });
  }
}

/** What is in the file of `entry`, unpacked. */
async function contents(
  name: string,
  bytes: Uint8Array,
  view: DataView,
  { method, sum, packed, size, at }: Entry,
): Promise<Uint8Array> {
  const { magic, length } = records.local;
  const isThere = at + length <= bytes.length && view.getUint32(at, true) === magic;
  // Its numbers may be those of zip64, which NumPy writes always: the directory has them, too.
  const start = isThere
    ? at + length + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
    : Infinity;
  if (start + packed > bytes.length) {
    throw new Error(`${name} needs ${packed} bytes behind a header at ${at}; got fewer.`);
  }
  const most = method === methods.stored ? packed : mostUnpacked * packed;
  if (size > most) throw new Error(`${name} needs ${size} bytes; got at most ${most}.`);
  const raw = bytes.subarray(start, start + packed);
  const file = method === methods.stored ? raw : await inflated(name, raw, size);
  if (file.length !== size) {
    const found = file.length > size ? "more" : file.length;
    throw new Error(`${name} needs ${size} bytes; got ${found}.`);
  }
  if (crc32(file) !== sum) {
    throw new Error(`${name} must have the check sum ${sum}; got ${crc32(file)}.`);
  }
  return file;
}

async function inflated(name: string, bytes: Uint8Array, most: number): Promise<Uint8Array> {
  try {
    return await inflate(bytes, most);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `${name}: the deflated data must be whole; got ${bytes.length} bytes (${reason}).`,
      { cause },
    );
  }
}

/** The first day of DOS: equal files give equal archives. */
const date = 0x21;

/** The bytes of a zip archive of `files`, deflated if `compress`. Rejects where it would need zip64. */
export async function zip(
  name: string,
  files: ReadonlyMap<string, Uint8Array>,
  compress: boolean,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const entries: Uint8Array[] = [];
  let at = 0;
  const add = (to: Uint8Array[], bytes: Uint8Array): void => {
    to.push(bytes);
    at += bytes.length;
  };
  for (const [file, bytes] of files) {
    const packed = compress ? await deflate(bytes) : bytes;
    const text = encodeText(file);
    // Version 2.0, names in UTF-8; then how it is packed, when it was changed, its sum and its lengths.
    const facts = fields([
      [2, 20],
      [2, 0x800],
      [2, compress ? methods.deflated : methods.stored],
      [2, 0],
      [2, date],
      [4, crc32(bytes)],
      [4, packed.length],
      [4, bytes.length],
      [2, text.length],
      [2, 0],
    ]);
    // The version that wrote it; no comment, in the first part, no attributes; where it lies.
    const [magic, maker] = [fields([[4, records.entry.magic]]), fields([[2, 20]])];
    const place = fields([
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, at],
    ]);
    entries.push(magic, maker, facts, place, text);
    for (const part of [fields([[4, records.local.magic]]), facts, text, packed]) add(parts, part);
  }
  const start = at;
  for (const entry of entries) add(parts, entry);
  const [count, length] = [files.size, at - start];
  if (count >= 0xffff || at >= 0xffffffff) {
    throw new RangeError(
      `${name}: an archive may have 65534 files and 4 GiB; got ${count} files and ${at} bytes.`,
    );
  }
  add(
    parts,
    fields([
      [4, records.end.magic],
      [4, 0],
      [2, count],
      [2, count],
      [4, length],
      [4, start],
      [2, 0],
    ]),
  );
  const whole = new Uint8Array(at);
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

/** Numbers of two or four bytes, little endian. */
function fields(numbers: readonly (readonly [width: 2 | 4, value: number])[]): Uint8Array {
  const bytes = numbers.flatMap(([width, value]) => {
    return Array.from({ length: width }, (_, i) => (value >>> (8 * i)) & 255);
  });
  return Uint8Array.from(bytes);
}
