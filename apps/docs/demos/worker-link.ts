import { close, connect, type Remote } from "@chainrule/worker";
import { onBeforeUnmount, type Ref, ref } from "vue";

/** What became of a worker that ended by itself; a script that could not be fetched says nothing. */
export function failureOf({ message }: { readonly message?: string }): Error {
  return new Error(
    message
      ? `The worker failed: ${message}`
      : "The worker could not be started; is the network there? Load the page again.",
  );
}

/** The methods that a worker serves, and what it failed of if it ended by itself. It ends with the component that calls this. */
export function linkTo<Program extends object>(
  worker: Worker,
): { readonly remote: Remote<Program>; readonly failure: Readonly<Ref<string>> } {
  const remote = connect<Program>(worker);
  const failure = ref("");
  worker.addEventListener("error", (event) => {
    failure.value = failureOf(event).message;
  });
  onBeforeUnmount(() => close(remote));
  return { remote, failure };
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
