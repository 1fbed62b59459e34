export { Adam, type AdamOptions } from "../adam.ts";
export { AdamW, type AdamWOptions } from "../adamw.ts";
