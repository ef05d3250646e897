import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { type FoundBrowser, launchBrowser } from '../../scripts/support/browser.ts';

/** Starts a browser without a window. */
export async function openBrowser(): Promise<Browser> {
  const found = process.env.TEST_BROWSER;
  if (!found) throw new Error('a browser is there only for .browser tests');
  return await launchBrowser(JSON.parse(found) as FoundBrowser);
}

interface Axe {
  run(options: object): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }>;
}

/**
 * What axe finds wrong with the page as it is now, as `rule: place`; a page without fault gives an empty list. `rules: 'colours'` asks only what colours
 * decide: enough for a page of which all else was asked in other colours.
 */
export async function accessibilityProblems(page: Page, { rules }: { rules?: 'colours' } = {}): Promise<string[]> {
  const options = rules === 'colours' ? { runOnly: ['color-contrast', 'link-in-text-block'] } : {}; // of its category, those that are on by default
  if (!(await page.evaluate('"axe" in globalThis'))) {
    const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await page.evaluate(source); // not as a script element: the console's content security policy would refuse it
  }
  const violations = await page.evaluate(
    async (asked) => (await (globalThis as unknown as { axe: Axe }).axe.run(asked)).violations,
    options,
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${String(target)}`));
}
