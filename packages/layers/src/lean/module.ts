export { BareModule as Module } from "../bare-module.ts";
