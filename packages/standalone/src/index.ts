export {
  type JavaScriptFile,
  type JavaScriptOptions,
  type Named,
  toJavaScript,
} from "./to-javascript.ts";
