import { setThreads } from "@chainrule/tensor";
import { serve } from "@chainrule/worker";
import { Networks } from "./networks.ts";

setThreads(1); // one image is less work than handing it out
serve(new Networks());
