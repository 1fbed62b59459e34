import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  Application,
  Comment,
  Converter,
  type DeclarationReflection,
  makeRecursiveVisitor,
  type ProjectReflection,
  ReferenceType,
  type SignatureReflection,
} from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";
import { missing } from "./missing.ts";
import { type Package, packages } from "./packages.ts";
import { type Listed, splitTensor, themesOf } from "./tensor-themes.ts";

const docs = fileURLToPath(new URL("..", import.meta.url));
const out = `${docs}api`;

/** Writes the API reference of every published package to `api/`, from its doc comments; throws if it is not whole. */
async function generate(): Promise<void> {
  const published = packages();
  // A symbol's page stands in the first package that exports it, so the umbrella comes last.
  const ordered = [...published.slice(1), published[0]!];
  const options: Partial<PluginOptions> & { docsRoot: string } = {
    docsRoot: docs,
    entryFileName: "index.md",
    hidePageHeader: true,
    hideBreadcrumbs: true,
    excludeScopesInPaths: true,
    membersWithOwnFile: ["Class", "Function", "Interface"],
    useCodeBlocks: true,
    parametersFormat: "table",
    typeAliasPropertiesFormat: "table",
    interfacePropertiesFormat: "table",
    indexFormat: "table",
    tableColumnSettings: { hideSources: true, hideInherited: true, hideOverrides: true },
  };
  const app = await Application.bootstrapWithPlugins({
    ...options,
    name: "API reference",
    plugin: ["typedoc-plugin-markdown", "typedoc-vitepress-theme"],
    entryPoints: ordered.map(({ modules }) => modules.get(".")!),
    sortEntryPoints: false,
    tsconfig: `${docs}generate/tsconfig.json`,
    skipErrorChecking: true,
    excludeInternal: true,
    excludePrivate: true,
    excludeExternals: true,
    disableSources: true,
    readme: "none",
    out,
    logLevel: "Warn",
    validation: { notExported: false, invalidLink: true, notDocumented: true },
    treatValidationWarningsAsErrors: true,
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => nameModules(project, ordered));
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => hideMachinery(project));
  const project = await app.convert();
  if (!project) throw new Error("api: the packages do not compile.");
  app.validate(project);
  rmSync(out, { recursive: true, force: true });
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) {
    throw new Error("api: the doc comments have the faults above.");
  }
  writeFileSync(`${out}/index.md`, overview(published));
  listReferences(`${out}/${published[0]!.folder}/index.md`);
  for (const name of ["Parameter", "State"]) showBases(`${out}/tensor/interfaces/${name}.md`);
  listThemes(splitTensor(out, themesOf(project)));
  const lost = missing(published, out);
  if (lost.length > 0) throw new Error(`api: no page has ${lost.join(", ")}.`);
}

/** The tensors that change: what they have from `Tensor` its page describes. */
const assignable: readonly string[] = ["Assignable", "Parameter", "State"];

/** Gives each module the name of its package, and the package's description. */
function nameModules(project: ProjectReflection, ordered: readonly Package[]): void {
  for (const module of project.children ?? []) {
    const found = ordered.find(({ folder }) => module.name.split("/")[0] === folder)!;
    module.name = found.name;
    module.comment = new Comment([{ kind: "text", text: `${found.description}.` }]);
  }
}

/**
 * Leaves out what only the compiler needs to see, the `this` of methods that know shapes and the classes that a public one is built up from, and what a parameter has from `Tensor`.
 */
function hideMachinery(project: ProjectReflection): void {
  const tensor = project.getChildByName(["@chainrule/tensor", "Tensor"]) as DeclarationReflection;
  const described = new Set(tensor.children!.map(({ name }) => name));
  for (const reflection of Object.values(project.reflections)) {
    if (reflection.isSignature()) hideThis(reflection);
    if (
      reflection.isDeclaration() &&
      reflection.inheritedFrom &&
      assignable.includes(reflection.parent!.name) &&
      described.has(reflection.name)
    ) {
      project.removeReflection(reflection);
      continue;
    }
    if (reflection.isSignature() || reflection.isDeclaration()) {
      if (!reflection.inheritedFrom?.reflection) delete reflection.inheritedFrom;
    }
  }
}

/** A method that knows shapes has a type parameter for the tensor it is called on: a reader knows that as `this`. */
function hideThis(signature: SignatureReflection): void {
  const { parameters = [], typeParameters = [] } = signature;
  const own = parameters.find(({ name }) => name === "this")?.type;
  signature.parameters = parameters.filter(({ name }) => name !== "this");
  // What a function takes apart where it takes it has no name of its own.
  for (const one of parameters) if (one.name === "__namedParameters") one.name = "options";
  const named = own instanceof ReferenceType ? own.name : undefined;
  if (!typeParameters.some(({ name }) => name === named)) return;
  const rest = typeParameters.filter(({ name }) => name !== named);
  if (rest.length > 0) signature.typeParameters = rest;
  else delete signature.typeParameters;
  const rename = makeRecursiveVisitor({
    reference(type) {
      if (type.refersToTypeParameter && type.name === named) type.name = "this";
    },
  });
  const typed = [signature, ...signature.parameters, ...rest];
  for (const type of [...typed.map((one) => one.type), ...rest.map((one) => one.default)]) {
    type?.visit(rename);
  }
}

/** The umbrella re-exports everything: a list says so in less room than a heading for each. */
function listReferences(page: string): void {
  const text = readFileSync(page, "utf8");
  writeFileSync(
    page,
    text.replaceAll(/### [\w$]+\n\nRe-exports (\[[^\]]+\]\([^)]+\))\n(\n\*\*\*\n)?\n?/g, "- $1\n"),
  );
}

/** A class that has no page stands between these and those that have one. */
function showBases(page: string): void {
  const bases = ["Assignable", "Tensor"].map((name) => `[\`${name}\`](../classes/${name}.md)`);
  const text = readFileSync(page, "utf8");
  const shown = text.replace(/(?<=## Extends\n\n)- .*/, `- ${bases.join(", which extends ")}`);
  if (shown === text) throw new Error(`api: ${page} does not say what it extends.`);
  writeFileSync(page, shown);
}

/** The pages of a tensor's methods come first in the package's sidebar. */
function listThemes(items: readonly Listed[]): void {
  const file = `${out}/typedoc-sidebar.json`;
  const sidebar = JSON.parse(readFileSync(file, "utf8")) as { link: string; items?: object[] }[];
  sidebar
    .find(({ link }) => link === "/api/tensor/")!
    .items!.unshift({ text: "Methods of Tensor", items });
  writeFileSync(file, JSON.stringify(sidebar));
}

function overview(published: readonly Package[]): string {
  const rows = published.map(
    ({ name, folder, description }) => `| [\`${name}\`](./${folder}/index.md) | ${description} |`,
  );
  return [
    "# API reference",
    "",
    "Every public symbol of every package, from the comments in its source. The examples run as tests.",
    "",
    "| package | what it is |",
    "| --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

await generate();
