export { type Named, type OnnxOptions, toOnnx } from "./to-onnx.ts";
