import { setThreads } from "@chainrule/tensor";
import { expose } from "comlink";
import { foldBack, slide } from "./sliding.ts";

// A handful of numbers is no work to share.
setThreads(1);

const sliding = { slide, foldBack };

/** What the worker answers. */
export type Sliding = typeof sliding;

expose(sliding);
