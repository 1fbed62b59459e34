export { Adam, type AdamOptions } from "../adam.ts";
export { AdamW, type AdamWOptions } from "../adamw.ts";
export { Adamax, type AdamaxOptions } from "../adamax.ts";
export { LAMB, type LAMBOptions } from "../lamb.ts";
export { Lion, type LionOptions } from "../lion.ts";
export { NAdam, type NAdamOptions } from "../nadam.ts";
export { RAdam, type RAdamOptions } from "../radam.ts";
