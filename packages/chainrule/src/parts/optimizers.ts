export * from "@chainrule/optimizers";
