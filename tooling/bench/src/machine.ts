import { cpus, totalmem } from "node:os";

/** The machine in one line: processor, cores, memory, Node. */
export function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processors[0]?.model.trim() ?? "unknown processor"}, ${processors.length} cores, ${memory} GB, Node ${process.versions.node} (${process.platform} ${process.arch})`;
}
