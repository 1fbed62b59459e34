export type { Drawn, DrawOptions } from "../drawing.ts";
export { toMermaid } from "../mermaid.ts";
export { toDot } from "../dot.ts";
export {
  type GraphDocument,
  type GraphModule,
  type GraphNode,
  type GraphOutput,
  type JsonNumber,
  type JsonValue,
  toJSON,
} from "../json.ts";
