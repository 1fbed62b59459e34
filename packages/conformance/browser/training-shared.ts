import { serve } from "@chainrule/worker";

const program = {
  *count(to: number): Generator<number, string> {
    for (let n = 1; n <= to; n++) yield n;
    return "all";
  },
};

/** What the shared worker serves. */
export type Counting = typeof program;

Object.assign(globalThis, {
  onconnect: ({ ports: [port] }: MessageEvent): void => serve(program, port),
});
