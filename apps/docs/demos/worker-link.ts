import { type Remote, releaseProxy, wrap } from "comlink";
import { onBeforeUnmount } from "vue";

/** What became of a worker that ended by itself; a script that could not be fetched says nothing. */
export function failureOf({ message }: { readonly message?: string }): Error {
  return new Error(
    message
      ? `The worker failed: ${message}`
      : "The worker could not be started; is the network there? Load the page again.",
  );
}

/** The functions that a worker exposes, to be awaited. The worker ends with the component that calls this; if it ends before, `fail` is told. */
export function linkTo<Functions>(worker: Worker, fail: (error: Error) => void): Remote<Functions> {
  const remote = wrap<Functions>(worker);
  worker.addEventListener("error", (event) => fail(failureOf(event)));
  onBeforeUnmount(() => {
    remote[releaseProxy]();
    worker.terminate();
  });
  return remote;
}

/** Asks with the newest input, one question at a time: of those that come while one is open, only the last is asked. */
export function newest<Input, Answer>(
  ask: (input: Input) => Promise<Answer>,
  show: (answer: Answer, input: Input) => void,
  fail: (error: Error) => void,
): (input: Input) => void {
  let waiting: { readonly input: Input } | null = null;
  let busy = false;
  const next = async (): Promise<void> => {
    busy = true;
    while (waiting !== null) {
      const { input } = waiting as { readonly input: Input };
      waiting = null;
      try {
        const answer = await ask(input);
        if (waiting === null) show(answer, input);
      } catch (error) {
        if (waiting === null) fail(error as Error);
      }
    }
    busy = false;
  };
  return (input) => {
    waiting = { input };
    if (!busy) void next();
  };
}
