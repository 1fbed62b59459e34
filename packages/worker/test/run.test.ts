import { describe, expect, test } from "vitest";
import { failure, serving } from "./channel.ts";

/** Programs that count, and note what becomes of their generators. */
function counting(noted: string[] = []) {
  let step = 1;
  return {
    setStep: (value: number): void => {
      step = value;
    },
    noted: (): string[] => noted,
    *count(to: number): Generator<number, string> {
      try {
        for (let n = step; n <= to; n += step) {
          noted.push(`at ${n}`);
          yield n;
        }
        return "all";
      } finally {
        noted.push("over");
      }
    },
    async *countSlowly(to: number): AsyncGenerator<number, string> {
      for (let n = 1; n <= to; n++) {
        await Promise.resolve();
        yield n;
      }
      return "all";
    },
    *giveWay(times: number): Generator<number | undefined> {
      for (let n = 1; n <= times; n++) {
        noted.push(`at ${n}`);
        yield n % 10 === 0 ? n : undefined;
      }
    },
    *promises(): Generator<Promise<number>, Promise<string>> {
      yield Promise.resolve(1);
      return Promise.resolve("all");
    },
  };
}

const all = async <Report>(run: AsyncIterable<Report>): Promise<Report[]> => {
  const found: Report[] = [];
  for await (const report of run) found.push(report);
  return found;
};

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/** Gives both sides time for whatever they might still do. */
const rest = async (remote: { noted(): Promise<string[]> }): Promise<void> => {
  for (let i = 0; i < 30; i++) await remote.noted();
};

test("every report comes, in order, and then the result", () =>
  serving(counting(), async (remote) => {
    for (const begin of [remote.count, remote.countSlowly]) {
      const run = begin(100);
      expect(await all(run)).toEqual(upTo(100));
      expect(await run).toBe("all");
      expect(await all(run)).toEqual([]);
    }
    expect(await all(remote.promises())).toEqual([1]);
    expect(await remote.promises()).toBe("all");
  }));

test("a yield without a value is no report", () =>
  serving(counting(), async (remote) => {
    expect(await all(remote.giveWay(100))).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  }));

test("a run that nobody reads goes on by itself, and keeps no reports", () =>
  serving(counting(), async (remote) => {
    const run = remote.count(1000);
    expect(await run).toBe("all");
    expect(await all(run)).toEqual([]);
  }));

test("the worker waits for a reader that is slow", () =>
  serving(counting(), async (remote) => {
    const reader = remote.count(1000)[Symbol.asyncIterator]();
    const ahead: number[] = [];
    for (let read = 1; read <= 100; read++) {
      expect(await reader.next()).toEqual({ value: read, done: false });
      await rest(remote);
      ahead.push((await remote.noted()).length - read);
    }
    expect(Math.max(...ahead)).toBeLessThanOrEqual(8);
    expect(Math.min(...ahead)).toBeGreaterThanOrEqual(3);
    await reader.return?.();
  }));

test("calls are answered in the middle of a run, and change it", () =>
  serving(counting(), async (remote) => {
    const found: number[] = [];
    for await (const n of remote.count(100)) {
      found.push(n);
      if (n === 50) await remote.setStep(10);
    }
    const [before, after] = [found.filter((n) => n <= 50), found.slice(-3)];
    expect(before).toEqual(upTo(50));
    expect(after[1]! - after[0]!).toBe(10);
  }));

test("several runs take turns", () =>
  serving(counting(), async (remote) => {
    const order: string[] = [];
    const read = async (name: string): Promise<void> => {
      for await (const n of remote.count(5)) order.push(`${name}${n}`);
    };
    await Promise.all([read("a"), read("b")]);
    expect(order).toEqual(["a1", "b1", "a2", "b2", "a3", "b3", "a4", "b4", "a5", "b5"]);
  }));

describe("a pause", () => {
  test("right after the call comes before the first step, and lasts", () =>
    serving(counting(), async (remote) => {
      const run = remote.count(5);
      run.pause();
      expect(run.paused).toBe(true);
      await rest(remote);
      expect(await remote.noted()).toEqual([]);
      run.resume();
      expect(run.paused).toBe(false);
      expect(await run).toBe("all");
    }));

  test("holds a run that goes on, until it is resumed", () =>
    serving(counting(), async (remote) => {
      const run = remote.count(100);
      const found: number[] = [];
      const reading = (async () => {
        for await (const n of run) {
          found.push(n);
          if (n === 20) run.pause();
        }
      })();
      await expect.poll(() => found.length).toBeGreaterThanOrEqual(20);
      await rest(remote);
      const held = found.length;
      expect(held).toBeLessThan(40);
      await rest(remote);
      expect(found).toEqual(upTo(held));
      run.resume();
      await reading;
      expect(found).toEqual(upTo(100));
    }));

  test("is left for a step at a time", () =>
    serving(counting(), async (remote) => {
      const run = remote.count(5);
      run.step();
      expect(run.paused).toBe(true);
      await rest(remote);
      expect(await remote.noted()).toEqual(["at 1"]);
      run.step();
      run.step();
      await rest(remote);
      expect(await remote.noted()).toEqual(["at 1", "at 2", "at 3"]);
      run.resume();
      await run;
      run.pause(); // of a run that has ended: nothing happens
    }));

  test("after a step ends what steps are left", () =>
    serving(counting(), async (remote) => {
      const run = remote.count(5);
      run.step();
      run.step();
      run.pause();
      await rest(remote);
      expect(await remote.noted()).toEqual([]);
      await run.stop();
    }));
});

describe("a stop", () => {
  const sentence = "count: was stopped before its end.";

  test("runs what the generator does at last, and the result says so", () =>
    serving(counting(), async (remote) => {
      const run = remote.count(1e6);
      const reader = run[Symbol.asyncIterator]();
      await reader.next();
      await run.stop();
      expect((await remote.noted()).at(-1)).toBe("over");
      const error = await failure(run);
      expect([error.name, error.message]).toEqual(["AbortError", sentence]);
      await run.stop();
    }));

  test("before the first step leaves the generator unbegun", () =>
    serving(counting(), async (remote) => {
      const run = remote.count(1e6);
      await run.stop();
      expect(await remote.noted()).toEqual([]);
      expect((await failure(run)).message).toBe(sentence);
    }));

  test("of a run that is paused, or that nobody reads, ends it, too", () =>
    serving(counting(), async (remote) => {
      const [paused, unread] = [remote.count(1e6), remote.count(1e6)];
      paused.step();
      await rest(remote);
      paused.pause();
      await paused.stop();
      await unread.stop();
      expect((await remote.noted()).filter((one) => one === "over")).toHaveLength(2);
    }));

  test("ends a loop, and is what leaving a loop does", () =>
    serving(counting(), async (remote) => {
      const run = remote.count(1e6);
      let last = 0;
      for await (const n of run) {
        last = n;
        if (n === 10) void run.stop();
      }
      expect(last).toBeLessThan(30);
      const left = remote.count(1e6);
      for await (const n of left) if (n === 3) break;
      expect((await remote.noted()).at(-1)).toBe("over");
      expect((await failure(left)).message).toBe(sentence);
      const thrown = (async () => {
        for await (const n of remote.count(1e6)) if (n === 3) throw new Error("enough");
      })();
      expect((await failure(thrown)).message).toBe("enough");
      expect((await remote.noted()).at(-1)).toBe("over");
    }));

  test("gives what a generator returns at last, or throws there", () =>
    serving(
      {
        *kept(): Generator<number, string> {
          try {
            for (;;) yield 1;
          } finally {
            // oxlint-disable-next-line no-unsafe-finally
            return "kept";
          }
        },
        *broken(): Generator<number> {
          try {
            for (;;) yield 1;
          } finally {
            // oxlint-disable-next-line no-unsafe-finally
            throw new RangeError("broken at last");
          }
        },
        *more(): Generator<string, string> {
          try {
            for (;;) yield "going";
          } finally {
            yield "one more";
          }
        },
      },
      async (remote) => {
        const started = async <Result>(run: AsyncIterable<unknown> & Promise<Result>) => {
          for await (const _ of run) break;
          return run;
        };
        expect(await started(remote.kept())).toBe("kept");
        const broken = await failure(started(remote.broken()));
        expect([broken.name, broken.message]).toEqual(["RangeError", "broken at last"]);
        expect((await failure(started(remote.more()))).name).toBe("AbortError");
      },
    ));
});
