export * from "@chainrule/autograd";
export * from "@chainrule/layers";
export * from "@chainrule/losses";
export * from "@chainrule/optimizers";
export * from "@chainrule/tensor";
