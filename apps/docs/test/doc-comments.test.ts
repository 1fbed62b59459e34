import ts from "typescript";
import { expect, test } from "vitest";
import { packages } from "../generate/packages.ts";
import { programOf } from "../generate/program.ts";

/** A public symbol, or a public member of a class, with its doc comment. */
type Symbol = {
  readonly name: string;
  readonly comment: string;
  readonly node: ts.Node;
  /** The class that it is a member of. */
  readonly owner: Symbol | null;
};

const published = packages();
const program = programOf(published);
const checker = program.getTypeChecker();

function commentOf(node: ts.Node): string {
  const documented = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  return ts
    .getJSDocCommentsAndTags(documented)
    .filter(ts.isJSDoc)
    .map((comment) => comment.getText())
    .join("\n");
}

const isHidden = (member: ts.ClassElement): boolean =>
  ts.isPrivateIdentifier(member.name!) ||
  (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) !== 0 ||
  commentOf(member).includes("@internal");

/** Whether a class above has the member, too: it is described there. */
function overrides({ name, parent }: ts.ClassElement): boolean {
  const type = checker.getTypeAtLocation(parent) as ts.InterfaceType;
  return checker
    .getBaseTypes(type)
    .some((base) => checker.getPropertyOfType(base, name!.getText()) !== undefined);
}

/** The members of a class, and of those it is built up from. */
function membersOf(owner: Symbol): Symbol[] {
  if (!ts.isClassDeclaration(owner.node)) return [];
  const type = checker.getTypeAtLocation(owner.node);
  return checker.getPropertiesOfType(type).flatMap(({ name, declarations = [] }): Symbol[] => {
    const node = declarations.find(ts.isClassElement);
    if (node?.name === undefined || isHidden(node) || overrides(node)) return [];
    return [{ name: `${owner.name}.${name}`, comment: commentOf(node), node, owner }];
  });
}

/** The constructor of a class, if it has one of its own. */
function constructorOf(owner: Symbol): Symbol[] {
  if (!ts.isClassDeclaration(owner.node)) return [];
  const node = owner.node.members.find(ts.isConstructorDeclaration);
  return node ? [{ name: `new ${owner.name}`, comment: commentOf(node), node, owner }] : [];
}

/** Each declaration once. */
const distinct = (found: readonly Symbol[]): Symbol[] => [
  ...new Map(found.map((symbol) => [symbol.node, symbol])).values(),
];

const symbols = distinct(
  published
    .flatMap(({ modules }) => [...modules.values()])
    .flatMap((module) =>
      checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(module)!)!),
    )
    .flatMap((exported): Symbol[] => {
      const alias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
      const [node] = (alias ? checker.getAliasedSymbol(exported) : exported).declarations ?? [];
      if (node === undefined || ts.isSourceFile(node)) return [];
      return [{ name: exported.name, comment: commentOf(node), node, owner: null }];
    }),
);
const members = distinct(symbols.flatMap(membersOf));

const names = (found: readonly Symbol[]): string[] => found.map(({ name }) => name);

/** The functions at the top of a file, by name. */
function functionsOf(file: ts.SourceFile): Map<string, ts.Node> {
  return new Map(
    file.statements
      .filter(ts.isFunctionDeclaration)
      .map((statement) => [statement.name?.text ?? "", statement]),
  );
}

/** Whether code throws: itself, or by a function of the same file whose name says that it checks. */
function throws(node: ts.Node): boolean {
  const others = functionsOf(node.getSourceFile());
  const visit = (inner: ts.Node): boolean => {
    if (ts.isThrowStatement(inner)) return true;
    if (ts.isCallExpression(inner)) {
      const name = inner.expression.getText();
      const check = name.startsWith("check") ? others.get(name) : undefined;
      if (check !== undefined && check !== node && throws(check)) return true;
    }
    return ts.forEachChild(inner, visit) ?? false;
  };
  return ts.forEachChild(node, visit) ?? false;
}

test("every public symbol, and every public member of a class, is described", () => {
  expect(symbols.length).toBeGreaterThan(300);
  expect(members.length).toBeGreaterThan(200);
  expect(names([...symbols, ...members].filter(({ comment }) => comment === ""))).toEqual([]);
});

test("every function, class and constant has an example", () => {
  const values = symbols.filter(
    ({ node }) =>
      ts.isFunctionDeclaration(node) ||
      ts.isClassDeclaration(node) ||
      ts.isVariableDeclaration(node),
  );
  expect(values.length).toBeGreaterThan(150);
  expect(names(values.filter(({ comment }) => !comment.includes("```ts")))).toEqual([]);
});

test("what throws says so", () => {
  const functions = [...symbols, ...members, ...symbols.flatMap(constructorOf)];
  const throwing = functions.filter(({ node }) => !ts.isClassDeclaration(node) && throws(node));
  expect(throwing.length).toBeGreaterThan(30);
  const silent = throwing.filter(
    ({ comment, owner }) => !/throws/i.test(comment) && !/throws/i.test(owner?.comment ?? ""),
  );
  expect(names(silent)).toEqual([]);
});
