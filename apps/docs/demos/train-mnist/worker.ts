import { serve } from "@chainrule/worker";
import { program } from "./program.ts";

serve(program);
