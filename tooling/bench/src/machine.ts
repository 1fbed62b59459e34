import { cpus, totalmem } from "node:os";

/** What the machine's processor is called, in letters and hyphens: `amd-epyc`. */
export function processorName(): string {
  const words = (cpus()[0]?.model ?? "").replaceAll(/\(\w+\)|\b(processor|cpu)\b|@.*/gi, " ");
  return (
    words
      .toLowerCase()
      .match(/[a-z0-9]+/g)
      ?.join("-") ?? "unknown-processor"
  );
}

/** The machine in one line: processor, cores, memory, Node. */
export function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processors[0]?.model.trim() ?? "unknown processor"}, ${processors.length} cores, ${memory} GB, Node ${process.versions.node} (${process.platform} ${process.arch})`;
}
