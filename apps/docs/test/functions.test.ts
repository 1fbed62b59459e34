import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const sources = fileURLToPath(new URL("../../../packages/tensor/src/", import.meta.url));

/** What the comments in a folder say of each function and method, without examples and line breaks. */
function commentsIn(folder: string): Map<string, string> {
  const comments = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    if ((ts.isMethodDeclaration(node) || ts.isFunctionDeclaration(node)) && node.name) {
      const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
      const text = ts.getTextOfJSDocComment(comment?.comment) ?? "";
      if (comment)
        comments.set(node.name.getText(), text.replace(/```[^]*/, "").replaceAll(/\s+/g, " "));
    }
    ts.forEachChild(node, visit);
  };
  for (const name of readdirSync(sources + folder)) {
    const text = readFileSync(`${sources}${folder}/${name}`, "utf8");
    visit(ts.createSourceFile(name, text, ts.ScriptTarget.ES2023, true));
  }
  return comments;
}

// An editor shows a comment as it stands, without following a reference: both are whole, and the same.
test("a function of @chainrule/tensor/functional is described as its method is", () => {
  const methods = commentsIn("methods");
  const functions = new Map([...commentsIn("functional")].filter(([name]) => methods.has(name)));
  expect(functions.size).toBeGreaterThan(30);
  expect([...functions]).toEqual([...functions.keys()].map((name) => [name, methods.get(name)]));
});
