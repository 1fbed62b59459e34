// @boundaries-ignore the peers are installed outside the workspace
// oxlint-disable-next-line import/no-unassigned-import -- registers itself
import "@tensorflow/tfjs-backend-wasm";
import type { Library } from "../library.ts";
import { start } from "./tfjs.ts";

export const open = (threads: number): Promise<Library> => start("wasm", threads);
