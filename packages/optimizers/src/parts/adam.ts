export { Adam, type AdamOptions } from "../adam.ts";
export { AdamW, type AdamWOptions } from "../adamw.ts";
export { Adamax, type AdamaxOptions } from "../adamax.ts";
export { NAdam, type NAdamOptions } from "../nadam.ts";
export { RAdam, type RAdamOptions } from "../radam.ts";
