import type { Tensor } from "@chainrule/tensor";

/** Numbers that every library gets alike: made here, or a part of a file. */
export type Input = {
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32" | "uint8";
} & (
  | { readonly values: () => Float32Array | Int32Array }
  | { readonly path: () => string; readonly offset: number }
);

/** What takes part. */
export const libraryNames = ["chainrule", "peak", "torch", "jax", "tfjs-wasm", "tfjs-cpu"] as const;

/** A library that takes part. */
export type LibraryName = (typeof libraryNames)[number];

/** The arrays of another library. Peers are not installed in the workspace, so they have no types here. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Foreign = any;

/** One expression, in the words of every library. It stays on the library's side: the result is computed, and not read. */
export interface Expression {
  readonly chainrule: (inputs: Record<string, Tensor>) => Tensor;
  readonly tfjs: (inputs: Record<string, Foreign>, tf: Foreign) => Foreign;
  /** Consumes its inputs, as jax-js has it. */
  readonly jax: (inputs: Record<string, Foreign>, jax: Foreign) => Foreign;
  /** Python, with the inputs' names and `torch`. */
  readonly torch: string;
}

/** The sizes of a network: see `models.ts`. */
export type Model =
  | { readonly kind: "mlp"; readonly sizes: readonly number[] }
  | {
      readonly kind: "cnn";
      readonly size: number;
      readonly channels: readonly number[];
      readonly classes: number;
    };

/** What a process of a library does again and again. */
export type Work =
  | { readonly does: "expression"; readonly expression: Expression }
  /** Trains on one batch after another by Adam, and reads every loss. */
  | { readonly does: "step"; readonly model: Model; readonly batch: number }
  /** Trains on every whole batch of a set of bytes; reads every loss. */
  | { readonly does: "epoch"; readonly model: Model; readonly batch: number }
  /** Gives the logits of a batch of images, which are read. */
  | { readonly does: "infer"; readonly model: Model; readonly batch: number };

/** Work that is measured as calls in a process that goes on. */
export interface CallsRow {
  readonly title: string;
  readonly inputs: Readonly<Record<string, Input>>;
  readonly work: Work;
  /** Floating-point operations of one call: shows what the machine's peak allows. */
  readonly flops?: number;
  /** Measures the captured step (`compile`) as well, in a line of its own. */
  readonly captured?: boolean;
  /** How far results may lie apart, as a part of the largest. Default 1e-4. */
  readonly tolerance?: number;
  /** The title of the row whose time, times `factor`, says how long a call takes, where that is too long to wait for. */
  readonly estimate?: { readonly title: string; readonly factor: number };
  /** Adds a line with the peak resident set of the processes. */
  readonly memory?: string;
  /** Why a library cannot do it. */
  readonly cannot?: Partial<Record<LibraryName, string>>;
}

/** What is measured once or again for a whole program of `programs/`. */
export interface ProgramRow {
  readonly title: string;
  readonly unit: "ms" | "KB";
  /** The program's name: a file of `programs/` for each library. */
  readonly program: string;
  /** Whether the result is the same every time. */
  readonly exact?: boolean;
  readonly measure: (program: Program) => Promise<number | null>;
}

/** A program of its own, in one library. */
export interface Program {
  readonly library: LibraryName;
  /** The command that runs it, with its environment. */
  readonly command: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** What a page would load; null where that is nothing. */
  readonly bundle: Bundle | null;
}

/** A program as a page loads it. */
export interface Bundle {
  /** The file that starts it, in a folder below the packages it imports. */
  readonly source: string;
  /** Packages that a page has in another form. */
  readonly alias: Readonly<Record<string, string>>;
  /** Files that are loaded besides. */
  readonly binaries: readonly string[];
}

/** A row of the table. */
export type Row = CallsRow | ProgramRow;
