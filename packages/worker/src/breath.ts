interface ChannelPort {
  addEventListener(type: "message", listener: () => void): void;
  start(): void;
  postMessage(message: null): void;
}

interface Host {
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly MessageChannel: new () => { readonly port1: ChannelPort; readonly port2: ChannelPort };
}

const host = globalThis as unknown as Host;

const waiting: (() => void)[] = [];
let channel: ChannelPort | null = null;

function openChannel(): ChannelPort {
  const { port1, port2 } = new host.MessageChannel();
  port1.addEventListener("message", () => waiting.shift()!());
  port1.start();
  return port2;
}

/** Gives way to messages, for microseconds: a timer would sleep for milliseconds. */
export function breath(): Promise<void> {
  return new Promise((resolve) => {
    // A channel would keep a program of Node alive.
    if (host.setImmediate !== undefined) host.setImmediate(resolve);
    else {
      waiting.push(resolve);
      (channel ??= openChannel()).postMessage(null);
    }
  });
}
