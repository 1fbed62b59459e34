import { existsSync } from "node:fs";
import { type Browser, type BrowserServer, chromium, type LaunchOptions } from "playwright-core";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** The browser to test with: `CHAINRULE_CHROMIUM`, or the first that is where systems put it. */
function executable(): string {
  const named = process.env["CHAINRULE_CHROMIUM"];
  const found = named ?? places.find((path) => existsSync(path));
  if (found !== undefined && existsSync(found)) return found;
  throw new Error(
    named === undefined
      ? "openChromium: needs Chromium; install Debian's package chromium, or name an executable in CHAINRULE_CHROMIUM."
      : `openChromium: CHAINRULE_CHROMIUM must name an executable; got ${named}.`,
  );
}

/** The system's Chromium without a window, and without calls to hosts of its maker. */
function options(): LaunchOptions {
  return {
    executablePath: executable(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  };
}

/** Starts a browser for this process. */
export function openChromium(): Promise<Browser> {
  return chromium.launch(options());
}

/** Starts a browser that several processes connect to. */
export function shareChromium(): Promise<BrowserServer> {
  return chromium.launchServer(options());
}
