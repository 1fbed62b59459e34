import { setThreads, wasmEngine } from "@chainrule/engine-wasm";
import { capture, Node, Storage } from "@chainrule/graph";

/** A program whose work is shared among three threads for a while, and which then does what its argument says. */
const [end] = process.argv.slice(2);

setThreads(3);
const x = Node.leaf([512, 512], "float32", Storage.of("float32", new Float32Array(512 ** 2)));
const program = wasmEngine().prepare(
  capture([Node.apply("matmul", [x, x], { dtype: "float32" })]).graph(),
);

/** Multiplies until so many milliseconds are over, with a pause, in which workers come up. */
async function work(milliseconds: number): Promise<void> {
  const start = performance.now();
  do {
    const result = Storage.empty("float32", 512 ** 2);
    program.run([x.value!], [result]);
    result.release();
    await new Promise((resolve) => setTimeout(resolve, 5));
  } while (performance.now() - start < milliseconds);
}

switch (end) {
  case "ends at once":
    await work(0);
    break;
  case "ends":
    await work(400);
    break;
  case "ends after a rest":
    await work(400);
    await new Promise((resolve) => setTimeout(resolve, 300));
    break;
  case "throws":
    await work(400);
    throw new Error("as planned");
  case "leaves":
    await work(400);
    process.exit(3);
}
console.log("done");
