import { toJavaScript } from "@chainrule/standalone";
import { networks } from "../src/networks.ts";

interface File {
  readonly load: () => Promise<
    (inputs: { readonly x: ArrayLike<number> }) => { readonly y: ArrayLike<number> }
  >;
}

/** Writes every network as a file in the page, and imports it: the names of those, and of those whose results have other bits than the engine's. */
async function writeAll(): Promise<{ written: readonly string[]; differing: readonly string[] }> {
  const differing: string[] = [];
  for (const [name, make] of Object.entries(networks)) {
    const { f, batch } = make();
    const x = batch(3);
    const { code } = toJavaScript((given) => ({ y: f(given.x) }), { x });
    const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const { load } = (await import(/* @vite-ignore */ address)) as File;
    const { y } = (await load())({ x: x.data() });
    const wanted = f(x).data();
    if (!wanted.every((value, i) => Object.is(value, y[i]))) differing.push(name);
  }
  return { written: Object.keys(networks), differing };
}

Object.assign(globalThis, { writeAll });
