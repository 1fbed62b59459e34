export { agree, agreeOn, compute, differs, type Program, ulpsBetween } from "./agree.ts";
export type { Cases, Closeness, Entry } from "./cases/case.ts";
export { cases } from "./cases.ts";
export { Dice } from "./dice.ts";
