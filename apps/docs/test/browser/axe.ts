import axe from "axe-core";
import type { Page } from "playwright-core";

/** What axe finds wrong within `selector`: the rule, and where. */
export async function faultsWithin(page: Page, selector: string): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (within) => (globalThis as unknown as { axe: typeof axe }).axe.run(within),
    selector,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${id}: ${target.join(" ")}`),
  );
}
