import { expect, vi } from "vitest";

/** Stands in for a worker's globals, until they are put back: what the worker posts, and how to ask it, once its module is imported. */
export function pretendWorker<Request, Report>(): {
  readonly reports: readonly Report[];
  readonly ask: (request: Request) => void;
} {
  const reports: Report[] = [];
  let listener: (event: { data: Request }) => void;
  vi.stubGlobal("postMessage", (report: Report) => reports.push(report));
  vi.stubGlobal("addEventListener", (type: string, added: typeof listener) => {
    expect(type).toBe("message");
    listener = added;
  });
  return { reports, ask: (data) => listener({ data }) };
}
