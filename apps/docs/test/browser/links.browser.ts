import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { base } from "../../.vitepress/base.ts";
import { dist, pages } from "./pages.ts";

/** The HTML file of an address. */
function fileOf(path: string): string {
  return `${dist}${path.endsWith("/") ? `${path}index` : path}.html`;
}

const texts = new Map(pages.map((path) => [path, readFileSync(fileOf(path), "utf8")]));
const anchors = new Map(
  [...texts].map(([path, text]) => [
    path,
    new Set([...text.matchAll(/\s(?:id|name)="([^"]+)"/g)].map(([, id]) => id!)),
  ]),
);

/** The address of the first page. */
const home = `http://site${base}`;

/** What is wrong with a link of a page, or nothing. */
function fault(from: string, href: string): string | undefined {
  const url = new URL(href.replaceAll("&amp;", "&"), home + from.slice(1));
  if (url.origin !== new URL(home).origin) return undefined;
  if (!url.href.startsWith(home)) return "outside of the site";
  const path = `/${decodeURI(url.href.slice(home.length).replace(/[?#].*/, ""))}`;
  const found = anchors.get(path);
  if (found === undefined) {
    return existsSync(dist + path) && !path.endsWith("/") ? undefined : "no such page";
  }
  const anchor = decodeURIComponent(url.hash.slice(1));
  return anchor === "" || found.has(anchor) ? undefined : "no such anchor";
}

test("no link within the site is broken", () => {
  const found: string[] = [];
  let links = 0;
  for (const [path, text] of texts) {
    for (const [, href] of text.matchAll(/\s(?:href|src)="([^"]+)"/g)) {
      links++;
      const wrong = fault(path, href!);
      if (wrong !== undefined) found.push(`${path}: ${href}: ${wrong}`);
    }
  }
  expect(links).toBeGreaterThan(1000);
  expect([...new Set(found)]).toEqual([]);
});

test("every demo says where to read on: in guides, and in the reference", () => {
  const demos = [...texts].filter(([path]) => path.startsWith("/demos/"));
  expect(demos.length).toBeGreaterThan(4);
  for (const [path, text] of demos) {
    const [main] = /<main[^]*<\/main>/.exec(text)!;
    const links = [...main.matchAll(/\shref="([^"]+)"/g)].map(([, href]) =>
      new URL(href!, home + path.slice(1)).href.slice(home.length - 1),
    );
    const places = ["/guides/", "/api/"].filter((place) =>
      links.some((link) => link.startsWith(place)),
    );
    expect([path, ...places]).toEqual([path, "/guides/", "/api/"]);
  }
});

test("no page names another host for what it loads", () => {
  const found = [...texts].filter(([, text]) =>
    /<(?:script|img|iframe)[^>]+src="https?:|<link[^>]+rel="(?:stylesheet|preload)"[^>]+href="https?:/.test(
      text,
    ),
  );
  expect(found.map(([path]) => path)).toEqual([]);
});
