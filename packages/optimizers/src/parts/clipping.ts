export { clipByGlobalNorm, clipByValue, globalNorm } from "../clip.ts";
