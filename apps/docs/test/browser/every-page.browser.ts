import axe from "axe-core";
import { beforeAll, describe, expect, test } from "vitest";
import { type Opened, openEach } from "./open.ts";
import { handwritten, pages } from "./pages.ts";

/** Something that is asked of pages. */
interface Check {
  readonly name: string;
  /** Of which. */
  of(path: string): boolean;
  /** Looks, and says how many things there were to look at, and what is wrong with them. */
  look(opened: Opened): Promise<readonly [things: number, faults: readonly string[]]>;
  /** As many things there are at least, on all pages. */
  readonly least: number;
}

const byHand = new Set(handwritten);
const isByHand = (path: string): boolean => byHand.has(path);
/** The pages that one template makes: of each kind, one is among those that are opened from outside. */
const isReference = (path: string): boolean => !isByHand(path);
const reference = pages.filter(isReference);
const isGuide = (path: string): boolean => path.startsWith("/guides/");

const isDark = (): boolean => document.documentElement.classList.contains("dark");

/** That a page loads, isolated from others or not, in the colours that the reader's system has, and neither complains nor asks another host for anything. */
const loads = (isolated: boolean, dark: boolean): Check => ({
  name: "pages load without a complaint",
  of: () => true,
  async look({ page, complaints, strangers }) {
    const faults = [...complaints, ...strangers];
    if ((await page.evaluate(() => crossOriginIsolated)) !== isolated)
      faults.push(`isolated is not ${isolated}`);
    if ((await page.evaluate(isDark)) !== dark) faults.push(`dark is not ${dark}`);
    return [1, faults];
  },
  least: 100,
});

const fits: Check = {
  name: "no page is wider than the window",
  of: isByHand,
  async look({ page }) {
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    return [1, excess > 0 ? [`${excess} pixels`] : []];
  },
  least: 30,
};

/** That no table hides a part of its rows. */
const showsRows = (of: (path: string) => boolean): Check => ({
  name: "every row of a table is whole",
  of,
  async look({ page }) {
    const hidden = await page
      .locator(".vp-doc table")
      .evaluateAll((tables) => tables.map((table) => table.scrollWidth - table.clientWidth));
    return [
      hidden.length,
      hidden.filter((pixels) => pixels > 0).map((pixels) => `${pixels} pixels are hidden`),
    ];
  },
  least: 15,
});

/** What axe finds wrong: up to three places for each rule. */
const isAccessible: Check = {
  name: "no page has a fault of accessibility",
  of: isByHand,
  async look({ page }) {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ["violations"] }),
    );
    const faults = violations.flatMap(({ id, nodes }) =>
      nodes
        .slice(0, 3)
        .map(
          ({ target, failureSummary }) =>
            `${id}: ${target.join(" ")}: ${failureSummary?.split("\n")[1]?.trim()}`,
        ),
    );
    return [1, faults];
  },
  least: 30,
};

/** The check after the window has become as wide as that. */
const once = (width: number, check: Check): Check => ({
  ...check,
  name: `${check.name} once the window has ${width} pixels`,
  async look(opened) {
    await opened.page.setViewportSize({ width, height: 800 });
    return check.look(opened);
  },
});

/** A page is opened once for all that is asked of it in one kind of window: one that was written by hand in both kinds, those of the reference by turns. */
describe.each([
  {
    name: "on a desktop, isolated from other pages, light",
    paths: [...handwritten, ...reference.filter((_, i) => i % 2 === 0)],
    manner: {
      isolated: true,
      colorScheme: "light",
      viewport: { width: 1280, height: 800 },
      isNext: isReference,
    },
    checks: [
      loads(true, false),
      fits,
      showsRows((path) => isGuide(path) || path === "/project/gradients"),
      isAccessible,
      once(640, showsRows(isGuide)),
    ],
  },
  {
    name: "on a phone, without COOP and COEP, dark",
    paths: [...handwritten, ...reference.filter((_, i) => i % 2 === 1)],
    manner: {
      isolated: false,
      colorScheme: "dark",
      viewport: { width: 360, height: 800 },
      reducedMotion: "reduce", // what comes with the wider window is there at once
      isNext: isReference,
    },
    checks: [loads(false, true), fits, showsRows(isGuide), once(1280, isAccessible)],
  },
] as const)("$name", ({ paths, manner, checks }) => {
  const asked = checks.map((check) => ({ check, things: 0, faults: [] as string[] }));

  beforeAll(() =>
    openEach(paths, manner, async (opened, path) => {
      for (const one of asked.filter(({ check }) => check.of(path))) {
        const [things, faults] = await one.check.look(opened);
        one.things += things;
        one.faults.push(...faults.map((fault) => `${path}: ${fault}`));
      }
      await opened.page.setViewportSize(manner.viewport);
    }),
  );

  test.for(asked.map((one) => [one.check.name, one] as const))("%s", ([, one]) => {
    expect(one.faults).toEqual([]);
    expect(one.things).toBeGreaterThanOrEqual(one.check.least);
  });
});
