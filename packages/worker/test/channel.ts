import { close, connect, type Port, type Remote, serve } from "../src/index.ts";

type Both = new () => { readonly port1: Port; readonly port2: Port };

/** Both ends of a channel, in place of a worker. */
export function channel(): readonly [worker: Port, page: Port] {
  const { port1, port2 } = new (globalThis as unknown as { MessageChannel: Both }).MessageChannel();
  return [port1, port2];
}

/** Serves a program to the page that `use` is, and closes the connection after it. */
export async function serving<Program extends object>(
  program: Program,
  use: (remote: Remote<Program>) => Promise<void>,
): Promise<void> {
  const [worker, page] = channel();
  serve(program, worker);
  const remote = connect<Program>(page);
  try {
    await use(remote);
  } finally {
    close(remote);
  }
}

/** The error that a promise is rejected with. */
export function failure(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => new Error("nothing was thrown"),
    (error: Error) => error,
  );
}
