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

/** JavaScript in Node, from the files that `assemble` wrote. */
function inNode(
  folder: string,
  column: string,
  library: LibraryName,
  threads: number,
  page: Pick<Bundle, "alias" | "binaries"> = { alias: {}, binaries: [] },
): Contestant {
  return {
    column,
    library,
    threads,
    worker: [process.execPath, join(folder, "worker.js")],
    environment: process.env,
    program: (name) => {
      if (library === "peak") return null;
      const source = join(folder, "programs", `${name}.${library}.js`);
      return {
        library,
        command: [process.execPath, source, String(threads)],
        environment: process.env,
        bundle: threads === 1 ? { source, ...page } : null,
      };
    },
  };
}

/** TensorFlow.js, which a page loads in parts: in Node, gradients come only with the whole package. */
function tfjs(folder: string, backend: "cpu" | "wasm"): Contestant {
  const binary = "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm";
  return inNode(folder, `tfjs ${backend}`, `tfjs-${backend}`, 1, {
    alias: { "@tensorflow/tfjs": join(folder, "programs", `page.tfjs-${backend}.js`) },
    binaries: backend === "wasm" ? [join(folder, "node_modules", binary)] : [],
  });
}

function torch({ python, blas }: Torch, threads: number): Contestant {
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

/** All columns, in the table's order: the machine's peak, ours on 1 thread and on `threads`, then the peers there are. */
export function contestants(
  folder: string,
  threads: number,
  peers: { readonly packages: boolean; readonly torch: Torch | null },
): Contestant[] {
  const several = (one: (threads: number) => Contestant): Contestant[] =>
    threads > 1 ? [one(1), one(threads)] : [one(1)];
  return [
    inNode(folder, "128-bit peak", "peak", 1),
    ...several((n) => inNode(folder, `Chainrule ×${n}`, "chainrule", n)),
    ...(peers.torch ? several((n) => torch(peers.torch!, n)) : []),
    ...(peers.packages
      ? [inNode(folder, "jax-js", "jax", 1), tfjs(folder, "wasm"), tfjs(folder, "cpu")]
      : []),
  ];
}
