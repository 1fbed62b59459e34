/** The part of the WebAssembly JavaScript interface that the engine uses; the packages compile without DOM or Node types. */

export interface Memory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

interface WebAssemblyInterface {
  readonly Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: Readonly<Record<string, unknown>> },
  ) => { readonly exports: Readonly<Record<string, unknown>> };
  validate(bytes: Uint8Array): boolean;
}

/** The WebAssembly of the running program; throws a sentence where there is none. */
export function webAssembly(): WebAssemblyInterface {
  const { WebAssembly: found } = globalThis as { readonly WebAssembly?: WebAssemblyInterface };
  if (found === undefined) throw new Error("wasmEngine: this program runs without WebAssembly.");
  return found;
}
