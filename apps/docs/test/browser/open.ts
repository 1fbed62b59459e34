import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { afterAll, inject } from "vitest";

let connection: Promise<Browser> | undefined;

/** The browser of this run. */
function browser(): Promise<Browser> {
  connection ??= chromium.connect(inject("browser"));
  return connection;
}

afterAll(async () => {
  await (await connection)?.close();
  connection = undefined;
});

/** A page that is open, what it complained of, and what it asked of other hosts. */
export type Opened = {
  readonly page: Page;
  /** Errors and warnings on the console, uncaught errors, and requests that failed. */
  readonly complaints: string[];
  /** Requests that left the site. */
  readonly strangers: string[];
};

/** How to open a page: with the headers for threads unless `isolated` is false, and as Playwright's contexts. */
export type Manner = BrowserContextOptions & { readonly isolated?: boolean };

/** A context of its own, whose pages are waited for. */
async function newContext(options: BrowserContextOptions): Promise<BrowserContext> {
  const context = await (await browser()).newContext(options);
  context.setDefaultTimeout(inject("patience"));
  return context;
}

/** Opens `path` of the site in a context of its own, gives it to `visit` once it answers to what one does, and closes it. A demo may still be on its way. */
export async function open<T>(
  path: string,
  { isolated = true, ...options }: Manner,
  visit: (opened: Opened) => Promise<T>,
): Promise<T> {
  const context = await newContext(options);
  try {
    const opened = watch(await context.newPage(), isolated);
    await load(opened.page, address(path, isolated));
    return await visit(opened);
  } finally {
    await context.close();
  }
}

/** Opens one page after the other, a few at a time, as a reader who follows links: from outside, so that each is loaded anew, from one cache; or from the page before, where `isNext` says so. */
export async function openEach(
  paths: readonly string[],
  {
    isolated = true,
    isNext = () => false,
    ...options
  }: Manner & { readonly isNext?: (path: string) => boolean },
  visit: (opened: Opened, path: string) => Promise<void>,
): Promise<void> {
  const context = await newContext(options);
  const left = [...paths];
  const reader = async (): Promise<void> => {
    const opened = watch(await context.newPage(), isolated);
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      opened.complaints.length = 0;
      opened.strangers.length = 0;
      const url = address(path, isolated);
      if (isNext(path) && opened.page.url() !== "about:blank") await follow(opened.page, url);
      else await load(opened.page, url);
      if (path.startsWith("/demos/")) await opened.page.waitForLoadState("networkidle");
      await visit(opened, path);
    }
  };
  try {
    await Promise.all([reader(), reader(), reader()]);
  } finally {
    await context.close();
  }
}

/** Loads a page, and waits until it answers to what one does; what is no page of the site, a picture, say, answers to nothing. */
async function load(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: "load" });
  await page.waitForFunction(() => {
    const app = document.querySelector("#app");
    return app === null || "__vue_app__" in app;
  });
}

/** Follows a link to a page that has text, and waits until that is there: VitePress calls it by its address. */
async function follow(page: Page, url: string): Promise<void> {
  await page.evaluate((to) => {
    const link = document.createElement("a");
    link.href = to;
    document.body.append(link);
    link.click();
    link.remove();
  }, url);
  const name = new URL(url).pathname.replaceAll(/[./]+/g, "_");
  await page.locator(`.vp-doc[class~="${name}"]`).waitFor({ state: "attached" });
}

/** The address of a path of the site: `/guides/tensors`. */
export function address(path: string, isolated = true): string {
  return inject(isolated ? "isolated" : "plain") + path.slice(1);
}

function watch(page: Page, isolated: boolean): Opened {
  const home = address("/", isolated);
  const complaints: string[] = [];
  const strangers: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("requestfailed", (request) => {
    const { errorText = "" } = request.failure() ?? {};
    // The reader went on before it came.
    if (errorText !== "net::ERR_ABORTED") complaints.push(`${request.url()}: ${errorText}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (url.startsWith("http") && !url.startsWith(home)) strangers.push(url);
  });
  return { page, complaints, strangers };
}
