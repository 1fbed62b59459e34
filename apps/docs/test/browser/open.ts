import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
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

/** Opens `path` of the site in a context of its own, gives it to `visit`, and closes it. */
export async function open<T>(
  path: string,
  { isolated = true, ...options }: Manner,
  visit: (opened: Opened) => Promise<T>,
): Promise<T> {
  const origin = inject(isolated ? "isolated" : "plain");
  const context = await (await browser()).newContext(options);
  try {
    const page = await context.newPage();
    const complaints: string[] = [];
    const strangers: string[] = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("requestfailed", (request) =>
      complaints.push(`${request.url()}: ${request.failure()?.errorText}`),
    );
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith("http") && url.origin !== origin) strangers.push(request.url());
    });
    await page.goto(origin + path, { waitUntil: "networkidle" });
    return await visit({ page, complaints, strangers });
  } finally {
    await context.close();
  }
}
