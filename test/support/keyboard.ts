import type { Page } from 'playwright-core';

/** Presses Tab until the focus is on what has this role and name: only what a keyboard reaches can be used so. */
export async function tabTo(page: Page, role: 'link' | 'button' | 'textbox' | 'combobox', name: string): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true });
  await wanted.first().waitFor();
  const passed: string[] = [];
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    if ((await page.locator(':focus').and(wanted).count()) === 1) return;
    // one question: between two the focused element may be replaced
    passed.push(
      String(await page.evaluate('document.activeElement?.ariaLabel ?? document.activeElement?.textContent')),
    );
  }
  throw new Error(`Tab never came to ${role} “${name}”, only to ${passed.join(' · ')}`);
}
