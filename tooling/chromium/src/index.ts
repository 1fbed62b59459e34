export { openChromium, shareChromium } from "./open.ts";
export { isolating, serve, type Served } from "./serve.ts";
export { recordTasks } from "./recording.ts";
