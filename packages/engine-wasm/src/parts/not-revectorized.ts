// What takes the place of `revectorize.ts` in browsers, where a page has no say in V8's flags.
import type * as node from "../revectorize.ts";

export const canPair: typeof node.canPair = false;

export const revectorize: typeof node.revectorize = () => false;
