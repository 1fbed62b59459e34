export { l2Penalty } from "../l2-penalty.ts";
