import type { Library } from "../library.ts";
import { start } from "./tfjs.ts";

export const open = (threads: number): Promise<Library> => start("cpu", threads);
