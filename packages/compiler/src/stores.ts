import type { Store } from "./plan.ts";

/** Whether a store puts its value in place of what is there, at a place of its own: it neither adds to that nor goes where an index says. */
export const replaces = ({ accumulate, scatter }: Store): boolean =>
  !accumulate && scatter === null;

/** Whether a store writes the value of each round, and nothing else is done with it. */
export const isElementwise = (store: Store): boolean => store.reduction === null && replaces(store);

/** What a store has that writes the value of each round, and nothing else is done with it. */
export const overwrite = { reduction: null, accumulate: false, scatter: null } as const;
