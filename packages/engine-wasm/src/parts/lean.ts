// What takes the place of `full.ts` under the condition `chainrule-lean`: one thread, no sorting, no error function of float64, no sizes in a program as text, no sentence of its own where WebAssembly is forbidden.
import { webAssembly } from "../webassembly.ts";
import { leftOut } from "./left-out.ts";
import type * as full from "./full.ts";

export const titleOf: typeof full.titleOf = ({ name }) => name;

export const endOf: typeof full.endOf = () => (_tile, _pointers, store) => store();

export const placesOf: typeof full.placesOf = () => [];

export const panelNests: typeof full.panelNests = () => null;

export const groupsOf: typeof full.groupsOf = () => 1;

export const rowGroups: typeof full.rowGroups = () => null;

export const aheadOf: typeof full.aheadOf = () => null;

export const readRound: typeof full.readRound = () => {};

export const copyTransposed: typeof full.copyTransposed = null;

export const sorter: typeof full.sorter = leftOut;

export const canShare: typeof full.canShare = () => false;

export const poolsOver: typeof full.poolsOver = () => () => null;

export const dispatch: typeof full.dispatch = ({ run }, values) => run.apply(null, values);

export const functionsOf: typeof full.functionsOf = (bytes, env) => {
  const { Instance, Module } = webAssembly();
  return new Instance(new Module(bytes), { env }).exports;
};

export const profile: typeof full.profile = leftOut;

export const startOfKernel: typeof full.startOfKernel = () => 0;

export const endOfKernel: typeof full.endOfKernel = leftOut;
