export {
  type ExplainedStep,
  explain,
  type ExplainOptions,
  type ExplainTargets,
  Explanation,
} from "../explain.ts";
export type { Detail } from "../outline.ts";
