import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { expect, test } from "vitest";
import { pages, read, root } from "./files.ts";

/** A page without its blocks of code. */
const prose = (text: string): string => text.replaceAll(/^ *```[^]*?^ *```$/gm, "");

/** The anchors of a page, as GitHub makes them of headings. */
const anchors = (text: string): string[] =>
  [...prose(text).matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );

/** What is wrong with the links of a page. */
function broken(file: string): string[] {
  const links = [...prose(read(file)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
  return links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [path, anchor] = link.split("#") as [string, string?];
    const target = path === "" ? file : posix.join(posix.dirname(file), path);
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && !anchors(read(target)).includes(anchor);
  });
}

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Readonly<Record<string, string>>;
};

test.each(pages())("the links of %s lead somewhere", (file) => {
  expect(broken(file)).toEqual([]);
});

test.each(pages())("the commands of %s are there", (file) => {
  const named = [...read(file).matchAll(/\bnpm (?:run (?:--silent )?)?([a-z]+(?::[a-z]+)*)/g)];
  const commands = named.filter(
    ([all, name]) => all.includes(" run ") || /^(test|start)$/.test(name!),
  );
  expect(commands.map(([, name]) => name).filter((name) => !Object.hasOwn(scripts, name!))).toEqual(
    [],
  );
});

test("every command of package.json is explained", () => {
  const text = ["README.md", "CONTRIBUTING.md", "docs/policy.md"].map(read).join("\n");
  const called = Object.keys(scripts).filter((name) => !name.startsWith("pre"));
  const explained = new Set(
    [...text.matchAll(/\bnpm (?:run ([a-z:]+)|(test|start))\b/g)].map(([, run, own]) => run ?? own),
  );
  expect(called.filter((name) => !explained.has(name))).toEqual([]);
});
