import { expectTypeOf, test } from "vitest";
import type { Remote, Run } from "../src/index.ts";

interface Report {
  readonly loss: number;
}

class Program {
  readonly threads: number = 2;
  protected own(): void {}
  rate(value: number, name?: string): void {
    void [value, name];
  }
  async load(): Promise<Uint8Array> {
    return new Uint8Array();
  }
  *train(seed: number): Generator<Report, string> {
    yield { loss: seed };
    return "all";
  }
  async *test(): AsyncGenerator<Report> {
    yield { loss: 1 };
  }
  *giveWay(): Generator<Report | undefined, void> {
    yield;
    yield { loss: 1 };
  }
  *listen(): Generator<Promise<Report>, Promise<string>, unknown> {
    yield Promise.resolve({ loss: 1 });
    return Promise.resolve("all");
  }
  either(): number | Promise<string> {
    return 1;
  }
}

test("a generator is called as a run, any other method for a promise, and the rest is not there", () => {
  expectTypeOf<Remote<Program>>().toEqualTypeOf<{
    readonly rate: (value: number, name?: string) => Promise<void>;
    readonly load: () => Promise<Uint8Array>;
    readonly train: (seed: number) => Run<Report, string>;
    readonly test: () => Run<Report, any>;
    readonly giveWay: () => Run<Report, void>;
    readonly listen: () => Run<Report, string>;
    readonly either: () => Promise<number | string>;
  }>();
});

test("a run is awaited for its result and read for its reports", () => {
  const use = async (run: Run<Report, string>): Promise<void> => {
    for await (const report of run) expectTypeOf(report).toEqualTypeOf<Report>();
    expectTypeOf(await run).toEqualTypeOf<string>();
    // @ts-expect-error Cannot assign to 'paused' because it is a read-only property.
    run.paused = true;
  };
  expectTypeOf(use).toBeFunction();
});
