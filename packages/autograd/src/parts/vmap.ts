export type { VmapOptions } from "../map-examples.ts";
export {
  type MappedArguments,
  type MappedResults,
  type MovedResults,
  type Mappable,
  vmap,
} from "../vmap.ts";
