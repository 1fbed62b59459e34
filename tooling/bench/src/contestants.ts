import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Torch } from "./peers.ts";
import type { Bundle, LibraryName, Program } from "./work.ts";

/** A column of the table: a library with a number of threads. */
export interface Contestant {
  readonly column: string;
  readonly library: LibraryName;
  readonly threads: number;
  /** What starts its process for a row. */
  readonly worker: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Its program of the given name; null where it has none. */
  readonly program: (name: string) => Program | null;
}

const here = fileURLToPath(new URL(".", import.meta.url));

/** A version of Node. */
export interface NodeVersion {
  /** What columns on it are called besides; nothing for the one that runs this. */
  readonly suffix: string;
  readonly executable: string;
  /** Whether its V8 can be asked for 256-bit vectors. */
  readonly pairs: boolean;
}

const thisNode: NodeVersion = { suffix: "", executable: process.execPath, pairs: false };

/** Where everything is that takes part. */
export interface Field {
  /** What `assemble` wrote. */
  readonly folder: string;
  /** How many threads the columns with several have. */
  readonly threads: number;
  /** Versions of Node besides this one. */
  readonly nodes: readonly NodeVersion[];
  /** Whether the JavaScript peers are there. */
  readonly packages: boolean;
  readonly torch: Torch | null;
}

/** JavaScript in Node. */
function inNode(
  { folder }: Field,
  column: string,
  library: LibraryName,
  {
    threads = 1,
    node = thisNode,
    environment = process.env,
    page = { alias: {}, binaries: [] },
  }: {
    readonly threads?: number;
    readonly node?: NodeVersion;
    readonly environment?: NodeJS.ProcessEnv;
    readonly page?: Pick<Bundle, "alias" | "binaries">;
  } = {},
): Contestant {
  return {
    column: `${column}${node.suffix}`,
    library,
    threads,
    worker: [node.executable, join(folder, "worker.js")],
    environment,
    program: (name) => {
      if (library === "peak") return null;
      const source = join(folder, "programs", `${name}.${library}.js`);
      return {
        library,
        command: [node.executable, source, String(threads)],
        environment,
        bundle: threads === 1 && node === thisNode ? { source, ...page } : null,
      };
    },
  };
}

/** TensorFlow.js, which a page loads in parts: in Node, gradients come only with the whole package. */
function tfjs(field: Field, backend: "cpu" | "wasm"): Contestant {
  const binary = "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm";
  const page = {
    alias: { "@tensorflow/tfjs": join(field.folder, "programs", `page.tfjs-${backend}.js`) },
    binaries: backend === "wasm" ? [join(field.folder, "node_modules", binary)] : [],
  };
  return inNode(field, `tfjs ${backend}`, `tfjs-${backend}`, { page });
}

/** PyTorch. */
function inPython({ python, blas }: Torch, threads: number): Contestant {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    LD_LIBRARY_PATH: blas,
    OMP_NUM_THREADS: String(threads),
    OPENBLAS_NUM_THREADS: String(threads),
  };
  // These choose slower kernels than the processor has.
  delete environment["OPENBLAS_CORETYPE"];
  delete environment["OPENBLAS_L2_SIZE"];
  return {
    column: `PyTorch ×${threads}`,
    library: "torch",
    threads,
    worker: [python, join(here, "libraries", "pytorch.py")],
    environment,
    program: (name) => ({
      library: "torch",
      command: [python, join(here, "programs", `${name}.torch.py`), String(threads)],
      environment,
      bundle: null,
    }),
  };
}

/** Ours on one thread, with V8's 256-bit vectors. */
const paired = (field: Field, node: NodeVersion): Contestant =>
  inNode(field, "Chainrule ×1, 256-bit", "chainrule", {
    node,
    environment: { ...process.env, CHAINRULE_REVECTORIZE: "1" },
  });

/** All columns, in the table's order: the machine's peak, ours on 1 thread and on several, then the peers there are. */
export function contestants(field: Field): Contestant[] {
  const several = (one: (threads: number) => Contestant): Contestant[] =>
    field.threads > 1 ? [one(1), one(field.threads)] : [one(1)];
  const ours = (node: NodeVersion): Contestant[] => [
    inNode(field, "128-bit peak", "peak", { node }),
    ...several((threads) => inNode(field, `Chainrule ×${threads}`, "chainrule", { threads, node })),
    ...(node.pairs ? [paired(field, node)] : []),
  ];
  const peers = field.packages
    ? [inNode(field, "jax-js", "jax"), tfjs(field, "wasm"), tfjs(field, "cpu")]
    : [];
  const { torch } = field;
  return [
    ...ours(thisNode),
    ...field.nodes.flatMap(ours),
    ...(torch ? several((threads) => inPython(torch, threads)) : []),
    ...peers,
  ];
}
