export { close, connect } from "./connect.ts";
export type { Port } from "./port.ts";
export type { Remote } from "./remote.ts";
export type { Run } from "./run.ts";
export { serve } from "./serve.ts";
