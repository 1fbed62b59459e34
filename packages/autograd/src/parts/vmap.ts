export {
  type MappedArguments,
  type MappedResults,
  type MovedResults,
  type Mappable,
  vmap,
  type VmapOptions,
} from "../vmap.ts";
