import { expect, test } from "vitest";
import { close, connect, serve } from "../src/index.ts";
import { channel, failure, serving } from "./channel.ts";

const any = (value: unknown): never => value as never;

class Rate {
  #value = 1;
  get value(): number {
    return this.#value;
  }
  set(value: number): void {
    this.#value = value;
  }
  read(): number {
    return this.#value;
  }
}

test("methods of a class find their instance, and promises are waited for", () =>
  serving(Object.assign(new Rate(), { later: () => Promise.resolve(7) }), async (remote) => {
    await remote.set(3);
    expect(await Promise.all([remote.read(), remote.later()])).toEqual([3, 7]);
  }));

test.each(["reset", "value", "constructor", "toString", "hasOwnProperty", "__proto__"])(
  "%s, which is no method of the program, is answered with what there is",
  (name) =>
    serving(new Rate(), async (remote) => {
      const methods = remote as unknown as Readonly<Record<string, () => Promise<unknown>>>;
      expect((await failure(methods[name]!())).message).toBe(
        `${name}: must be a method of the worker's program, which has set, read.`,
      );
    }),
);

const throwing = {
  call(): never {
    throw new RangeError("no such place");
  },
  async later(): Promise<never> {
    throw Object.assign(new Error("no such shape"), { name: "ShapeError" });
  },
  text(): never {
    // oxlint-disable-next-line typescript/only-throw-error
    throw "just text";
  },
  *run(): Generator<number> {
    yield 1;
    throw new RangeError("no such place");
  },
  async *runLater(): AsyncGenerator<number> {
    yield 1;
    throw new RangeError("no such place");
  },
  *awaiting(): Generator<Promise<number>, string> {
    try {
      yield Promise.reject(new RangeError("no such place"));
    } catch {
      return "caught";
    }
    return "not caught";
  },
};

test("an error of the worker arrives with its name, its message and its stack", () =>
  serving(throwing, async (remote) => {
    for (const promise of [remote.call(), remote.run(), remote.runLater()]) {
      const { name, message, stack } = await failure(promise);
      expect([name, message]).toEqual(["RangeError", "no such place"]);
      expect(stack).toMatch(/failures\.test\.ts/);
    }
    expect((await failure(remote.later())).name).toBe("ShapeError");
    expect((await failure(remote.text())).message).toBe("just text");
    expect(await remote.awaiting()).toBe("caught");
  }));

test("a loop gets the reports before an error, and then the error", () =>
  serving(throwing, async (remote) => {
    const found: number[] = [];
    const error = await failure(
      (async () => {
        for await (const n of remote.run()) found.push(n);
      })(),
    );
    expect([found, error.message]).toEqual([[1], "no such place"]);
  }));

test("a loop that is busy when the error comes throws it later, and nothing else does", () =>
  serving({ ...throwing, rest: (): void => undefined }, async (remote) => {
    const error = await failure(
      (async () => {
        for await (const _ of remote.run()) for (let i = 0; i < 30; i++) await remote.rest();
      })(),
    );
    expect(error.message).toBe("no such place");
  }));

const branded = (name: string): object => ({ [Symbol.for(name)]: { version: "1" }, shape: [2] });
const tensor = branded("@chainrule/tensor");
const uncopyable: readonly (readonly [value: unknown, got: string])[] = [
  [tensor, "a tensor (send its data())"],
  [{ loss: tensor }, "a tensor at loss (send its data())"],
  [[{ loss: [1, tensor] }], "a tensor at 0.loss.1 (send its data())"],
  [new Map([["loss", tensor]]), "a tensor at 0.1 (send its data())"],
  [{ model: branded("@chainrule/layers") }, "a module at model (send its stateDict())"],
  [() => 1, "a function"],
  [{ options: { what: () => 1 } }, "a function at options.what"],
  [{ s: Symbol("s") }, "DataCloneError: Symbol(s) could not be cloned."],
  [new WeakMap(), "DataCloneError: #<WeakMap> could not be cloned."],
];

test.each(uncopyable)("%o is not sent", (value, got) =>
  serving(
    {
      take: (given: unknown): boolean => given === value,
      give: (): unknown => value,
      *report(): Generator<unknown, string> {
        try {
          yield value;
        } catch (error) {
          return (error as Error).message;
        }
        return "sent";
      },
      *result(): Generator<number, unknown> {
        yield 1;
        return value;
      },
    },
    async (remote) => {
      const must = "must be data that can be copied; got";
      const inner = got.includes(" at ")
        ? got.replace(" at ", " at 0.")
        : got.replace(" (", " at 0 (");
      const argument =
        got === "a function" ? "a function at 0" : got.startsWith("Data") ? got : inner;
      expect((await failure(remote.take(value))).message).toBe(
        `take: arguments ${must} ${argument}`.replace(/[^.]$/, "$&."),
      );
      expect((await failure(remote.give())).message).toBe(
        `give: a result ${must} ${got}`.replace(/[^.]$/, "$&."),
      );
      expect((await failure(remote.result())).message).toBe(
        `result: a result ${must} ${got}`.replace(/[^.]$/, "$&."),
      );
      expect(await remote.report()).toBe(`report: a report ${must} ${got}`.replace(/[^.]$/, "$&."));
    },
  ),
);

test("a run goes on after any number of reports that are not sent", () =>
  serving(
    {
      *run(): Generator<unknown, number> {
        let refused = 0;
        for (let step = 0; step < 30; step++) {
          try {
            yield () => step;
          } catch {
            refused++;
          }
        }
        return refused;
      },
    },
    async (remote) => expect(await remote.run()).toBe(30),
  ));

test("what can be copied is, with cycles", () =>
  serving({ echo: (value: unknown) => value }, async (remote) => {
    const cycle: { self?: object; list: number[]; data: Float32Array } = {
      list: [1, 2],
      data: Float32Array.of(1, 2),
    };
    cycle.self = cycle;
    for (const value of [cycle, undefined, null, 1n, new Set([1]), new Map([[1, { a: 1 }]])])
      expect(await remote.echo(value)).toEqual(value);
  }));

test("what is given must be what is needed", () => {
  const [port] = channel();
  expect(() => serve(any(undefined), port)).toThrow(
    "serve: needs an object of methods; got undefined.",
  );
  expect(() => serve(any(null), port)).toThrow("serve: needs an object of methods; got null.");
  expect(() =>
    serve(
      any(() => 1),
      port,
    ),
  ).toThrow("serve: needs an object of methods; got function.");
  expect(() => serve({}, any({}))).toThrow("serve: needs a Worker or a MessagePort; got object.");
  expect(() => serve({}, null)).toThrow("serve: must be called in a worker, or be given a port.");
  expect(() => connect(any(undefined))).toThrow(
    "connect: needs a Worker or a MessagePort; got undefined.",
  );
  expect(() => connect(any("worker.js"))).toThrow(
    "connect: needs a Worker or a MessagePort; got string.",
  );
  for (const none of [undefined, null, 1, {}])
    expect(() => close(any(none))).toThrow("close: needs what connect gave.");
});

test("what is open when a connection is closed is rejected, and what is asked later; nobody needs to hear of it", async () => {
  const [worker, page] = channel();
  const program = {
    wait: () => new Promise<void>(() => undefined),
    *go(): Generator<number> {
      for (;;) yield 1;
    },
  };
  serve(program, worker);
  const remote = connect<typeof program>(page);
  const [waiting, run, unheard] = [remote.wait(), remote.go(), remote.go()];
  const reader = run[Symbol.asyncIterator]();
  await reader.next();
  const held = remote.go();
  held.pause();
  const reading = (async () => {
    for await (const _ of held);
  })();
  close(remote);
  close(remote);
  expect((await failure(waiting)).message).toBe("wait: the worker was closed.");
  for (const one of [run, reading, remote.go()])
    expect((await failure(one)).message).toBe("go: the worker was closed.");
  await unheard.stop();
  await expect(reader.return?.()).resolves.toEqual({ value: undefined, done: true });
});

test("a connection survives being awaited, and being looked at", () =>
  serving({ answer: () => 42 }, async (remote) => {
    const same = await Promise.resolve(remote);
    expect(await same.answer()).toBe(42);
    expect(Object.prototype.toString.call(remote)).toBe("[object Object]");
  }));

test("several connections share a worker, and messages of the program's own are left alone", async () => {
  const [worker, page] = channel();
  const first = connect<{ double(x: number): number }>(page);
  const second = connect<{ double(x: number): number }>(page);
  const early = [first.double(1), second.double(2)];
  for (const port of [worker, page])
    for (const message of [null, "text", 7, { call: 0 }, { told: 1 }]) port.postMessage(message);
  serve({ double: (x: number) => 2 * x }, worker);
  expect(await Promise.all([...early, first.double(3), second.double(4)])).toEqual([2, 4, 6, 8]);
  close(first);
});

test("what is asked before the worker listens is as it was when it was asked", async () => {
  const [worker, page] = channel();
  const remote = connect<{ first(values: Float32Array): number; run(): Generator<number, string> }>(
    page,
  );
  const values = Float32Array.of(5);
  const asked = remote.first(values);
  const run = remote.run();
  run.pause();
  values[0] = 6;
  expect((await failure(remote.first(any(() => 1)))).message).toMatch(/^first: arguments must/);
  let steps = 0;
  serve(
    {
      first: (given: Float32Array) => given[0]!,
      *run(): Generator<number, string> {
        for (; steps < 3; steps++) yield steps;
        return "all";
      },
    },
    worker,
  );
  expect(await asked).toBe(5);
  await remote.first(values);
  expect(steps).toBe(0);
  run.resume();
  expect(await run).toBe("all");
  close(remote);
});
