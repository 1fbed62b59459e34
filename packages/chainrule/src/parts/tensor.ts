export * from "@chainrule/tensor";
