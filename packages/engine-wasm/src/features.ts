import { Code, Module, v128 } from "./assembler.ts";
import { webAssembly } from "./webassembly.ts";

/** What the running WebAssembly can do beyond the standard. */
export interface Features {
  /** Whether there is one instruction for a product and a sum. */
  readonly fused: boolean;
  /** Whether V8 makes 256-bit instructions of pairs of neighbouring vectors. */
  readonly paired: boolean;
}

let fused: boolean | null = null;

/** Whether this machine's WebAssembly has `relaxed_madd`, one instruction for a product and a sum. */
export function fuses(): boolean {
  if (fused === null) {
    const module = new Module();
    const code = new Code([v128], [v128]);
    code.get(0).get(0).get(0).op("f32x4.relaxed_madd");
    module.add("k0", code);
    fused = webAssembly().validate(module.bytes({ shared: false }));
  }
  return fused;
}
