import type { Page } from 'playwright-core';

/** Presses Tab until the focus is on what has this role and name: only what a keyboard reaches can be used so. */
export async function tabTo(page: Page, role: 'link' | 'button' | 'textbox' | 'combobox', name: string): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true });
  await wanted.first().waitFor();
  const passed: string[] = [];
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    if ((await focused.count()) === 0) continue;
    if ((await focused.and(wanted).count()) === 1) return;
    passed.push(((await focused.getAttribute('aria-label')) ?? (await focused.textContent()) ?? '').trim());
  }
  throw new Error(`Tab never came to ${role} “${name}”, only to ${passed.join(' · ')}`);
}
