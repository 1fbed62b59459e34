/** The path of the site on its host: `/`, or what `DOCS_BASE` says, such as `/chainrule/` where the host has other sites beside it. */
export const base: string = `/${process.env["DOCS_BASE"] ?? ""}/`.replaceAll(/\/+/g, "/");
