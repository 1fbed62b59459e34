import { type Report, report } from "./report.ts";

/** Runs the checks on the main thread or in a worker. */
export async function run(where: "page" | "worker", patience: number): Promise<Report> {
  if (where === "page") return report(patience);
  const worker = new Worker(new URL("worker.ts", import.meta.url), { type: "module" });
  return new Promise((resolve, reject) => {
    worker.addEventListener("message", ({ data }) => resolve(data as Report));
    worker.addEventListener("error", ({ message }) => reject(new Error(message)));
    worker.postMessage(patience);
  });
}

Object.assign(globalThis, { run });
