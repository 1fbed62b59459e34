import { setThreads } from "@chainrule/tensor";
import { serve } from "@chainrule/worker";
import { foldBack, slide } from "./sliding.ts";

// A handful of numbers is no work to share.
setThreads(1);

const sliding = { slide, foldBack };

/** What the worker serves. */
export type Sliding = typeof sliding;

serve(sliding);
