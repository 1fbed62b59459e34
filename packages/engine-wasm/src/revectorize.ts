import { capture, type Engine, Node, sizeOf, Storage } from "@chainrule/graph";

interface Host {
  readonly process?: {
    readonly versions?: { readonly node?: string; readonly deno?: string };
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly getBuiltinModule?: (name: string) => unknown;
    readonly emitWarning?: (warning: string) => void;
  };
  readonly performance: { now(): number };
}

const host = globalThis as unknown as Host;

/** Whether V8 can be asked at all. */
export const canPair: boolean = true;

/** Whether the environment asks for 256-bit vectors, in a program that one does not own. Deno lets no program read it before its user allowed that. */
function isAskedFor(): boolean {
  if (host.process?.versions?.deno !== undefined) return false;
  const value = host.process?.env?.["CHAINRULE_REVECTORIZE"];
  return value !== undefined && value !== "" && value !== "0";
}

/** Multiplications in a nanosecond, of a product with inner length `length`: each length is compiled anew. */
function speed(engine: Engine, length: number): number {
  const [rows, columns] = [96, 64];
  const leaf = (shape: readonly number[]): Node =>
    Node.leaf(shape, "float32", Storage.of("float32", new Float32Array(sizeOf(shape)).fill(0.5)));
  const product = Node.apply("matmul", [leaf([rows, length]), leaf([length, columns])], {
    dtype: "float32",
  });
  const program = capture([product]);
  const executable = engine.prepare(program.graph());
  const inputs = program.leaves.map(({ value }) => value!);
  let best = Infinity;
  // V8 optimises within a few milliseconds of use.
  const end = host.performance.now() + 60;
  while (host.performance.now() < end) {
    const output = Storage.empty("float32", rows * columns);
    const start = host.performance.now();
    executable.run(inputs, [output]);
    best = Math.min(best, host.performance.now() - start);
    output.release();
  }
  return (rows * columns * length) / best / 1e6;
}

function decline(why: string): boolean {
  host.process?.emitWarning?.(`wasmEngine: revectorize has no effect: ${why}`);
  return false;
}

let paired: boolean | null = null;

/**
 * Where it is `wanted`, or the environment asks for it: asks V8 to make 256-bit instructions of pairs of 128-bit ones, and measures whether it does, on
 * engines for either kind; once in a process. V8 keeps the code of kernels that were compiled before as it is.
 */
export function revectorize(
  wanted: boolean | undefined,
  make: (paired: boolean) => Engine,
): boolean {
  if (!(wanted ?? isAskedFor())) return false;
  paired ??= attempt(make);
  return paired;
}

function attempt(make: (paired: boolean) => Engine): boolean {
  const major = Number(host.process?.versions?.node?.split(".")[0] ?? 0);
  // An unknown flag prints to the standard error and does not throw.
  if (major < 24) return decline("it needs Node 24 or newer.");
  const v8 = host.process?.getBuiltinModule?.("node:v8") as {
    setFlagsFromString(flag: string): void;
  };
  const before = speed(make(false), 512);
  v8.setFlagsFromString("--experimental-wasm-revectorize");
  const after = speed(make(true), 516);
  if (after > 1.3 * before) return true;
  return decline(
    `products run at ${(after / before).toFixed(2)} times the speed they had without.`,
  );
}
