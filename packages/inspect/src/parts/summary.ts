export {
  summary,
  Summary,
  type SummaryInput,
  type SummaryOptions,
  type SummaryRow,
  type SummaryTotals,
} from "../summary.ts";
