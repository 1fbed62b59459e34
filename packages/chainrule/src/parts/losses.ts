export * from "@chainrule/losses";
