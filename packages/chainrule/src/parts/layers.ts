export * from "@chainrule/layers";
