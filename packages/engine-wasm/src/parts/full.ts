// What the engine has besides its kernels, unless a program asks for less.
export { titleOf } from "@chainrule/compiler";
export { endOf } from "../epilogue.ts";
export { placesOf } from "../places.ts";
export { endOfKernel, profile, startOfKernel } from "../profile.ts";
export { panelNests } from "../prologue.ts";
export { aheadOf, groupsOf, readRound, rowGroups } from "../row-groups.ts";
export { dispatch } from "../dispatch.ts";
export { sorter } from "../sort.ts";
export { copyTransposed } from "../transposed.ts";
export { canShare } from "../host.ts";
export { poolsOver } from "../threads.ts";
export { functionsOf } from "../webassembly.ts";
