export * from "@chainrule/autograd";
