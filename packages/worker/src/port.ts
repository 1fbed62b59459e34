/** One end of a connection: a worker, or a port, as browsers have them or as `node:worker_threads` has them. */
export type Port = WebPort | NodePort;

interface WebPort {
  postMessage(message: unknown): void;
  addEventListener(type: string, listener: Listener): void;
}

interface NodePort {
  postMessage(message: unknown): void;
  on(type: string, listener: Listener): unknown;
}

/** What is called with an event of a browser, or with what Node says of it. */
type Listener = (given: unknown) => void;

interface Host {
  readonly DedicatedWorkerGlobalScope?: unknown;
  readonly process?: {
    getBuiltinModule?(name: string): { readonly parentPort: NodePort | null };
  };
}

/** What leads from a worker to whoever started it; `null` outside of workers. */
export function parentPort(): Port | null {
  const host = globalThis as Host;
  if (host.DedicatedWorkerGlobalScope !== undefined) return globalThis as unknown as WebPort;
  return host.process?.getBuiltinModule?.("node:worker_threads").parentPort ?? null;
}

/** Throws where `port` is none, for the function `by`. */
export function checkPort(by: string, port: unknown): void {
  const { postMessage, on, addEventListener } = (port ?? {}) as Partial<WebPort & NodePort>;
  const methods = [postMessage, on ?? addEventListener];
  if (methods.every((method) => typeof method === "function")) return;
  const got = port === null ? "null" : typeof port;
  throw new TypeError(`${by}: needs a Worker or a MessagePort; got ${got}.`);
}

/** Has `hear` called with what happens. */
export function listen<Given>(port: Port, type: string, hear: (given: Given) => void): void {
  const listener = (given: unknown): void => hear(given as Given);
  if ("on" in port) port.on(type, listener);
  else port.addEventListener(type, listener);
}

/** Has `hear` called with each message. One that is a program's own may be anything. */
export function onMessage<Message>(port: Port, hear: (message: Message) => void): void {
  const read = (message: Message | null): void => hear(message ?? ({} as Message));
  if ("on" in port) return listen(port, "message", read);
  listen(port, "message", ({ data }: { readonly data: Message | null }) => read(data));
  // A worker listens by itself, a port does not.
  (port as { start?(): void }).start?.();
}
