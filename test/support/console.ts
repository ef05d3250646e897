import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { enter, type Organization, welcome } from '../../scripts/demo/cast.ts';
import { mailedSignIn } from '../../scripts/demo/mailbox.ts';
import { createFirst } from '../../scripts/support/bootstrap.ts';
import type { Stack } from '../../scripts/support/stack.ts';
import { openBrowser } from './browser.ts';
import { eventually } from './eventually.ts';
import { testStack } from './stack.ts';

export const ada = { name: 'Ada Moreno', email: 'ada@acme.example' };
export const omar = { name: 'Omar Haddad', email: 'omar@acme.example', role: 'admin' as const };

/** The console as people use it: a stack, the organization Acme with two admins, Ada and Omar, and a browser. */
export interface Console {
  stack: Stack;
  /** as Ada, over HTTP: for what a test needs to be there beforehand */
  acme: Organization;
  /** A page of nobody. */
  page(options?: BrowserContextOptions): Promise<Page>;
  /** A page of someone who is signed in, in a browser of their own. */
  pageOf(person: { email: string }, options?: BrowserContextOptions): Promise<Page>;
  /** What pages threw, or wrote as an error: what the content security policy refused, too. */
  faults: string[];
  close(): Promise<void>;
}

export async function openConsole(parts: readonly ('worker' | 'api' | 'host')[] = ['worker', 'api']): Promise<Console> {
  const stack = await testStack({ parts });
  const browser = await openBrowser();
  const [created] = await createFirst(stack, [{ name: 'Acme', slug: 'acme', admin: ada }]);
  if (created === undefined) throw new Error('there is an organization acme already');
  const acme = await enter(stack, created.organizationId, created.memberId, ada.email, ada.name);
  await acme.admin.person.post(`${acme.path}/change-policy`, { invitations: { unlisted: 'send' } });
  await welcome(acme, omar);
  await acme.admin.person.post(`${acme.path}/change-policy`, { invitations: { unlisted: 'approve' } });
  return { stack, acme, ...visitors(browser, stack), close: () => closeAll(browser, stack) };
}

function visitors(browser: Browser, stack: Stack): Pick<Console, 'page' | 'pageOf' | 'faults'> {
  const faults: string[] = [];
  const signedIn = new Map<string, Exclude<BrowserContextOptions['storageState'], string | undefined>>();
  const page = async (options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB', ...options });
    context.setDefaultTimeout(120_000); // a limit for what hangs, not a measure
    const opened = await context.newPage();
    opened.on('pageerror', (error) => faults.push(error.message));
    opened.on('console', (message) => {
      // a refusal of the API is an answer, not a fault
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) faults.push(message.text());
    });
    return opened;
  };
  const pageOf: Console['pageOf'] = async ({ email }, options = {}) => {
    const storageState = signedIn.get(email);
    const opened = await page({ ...options, ...(storageState && { storageState }) });
    if (storageState === undefined) {
      await signInByLink(opened, stack, email);
      await heading(opened, 'Members').waitFor();
      signedIn.set(email, await opened.context().storageState());
    } else {
      await opened.goto(stack.url);
      await heading(opened, 'Members').waitFor();
    }
    return opened;
  };
  return { page, pageOf, faults };
}

/** Follows the link of a mail, and presses the button. */
export async function signInByLink(page: Page, stack: Stack, email: string): Promise<void> {
  await page.goto(await mailedSignIn(stack, email));
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** The code in the mail that comes after `ask`: what a person types who reads their mail elsewhere. */
export async function mailedCode({ inbox }: Stack, email: string, ask: () => Promise<void>): Promise<string> {
  const newest = inbox.mails({ to: email })[0]?.id;
  await ask();
  const after = newest === undefined ? {} : { after: newest };
  const { text } = await inbox.waitFor({ to: email, subject: 'sign-in', ...after });
  const code = /code instead: (\S+)/.exec(text)?.[1];
  if (code === undefined) throw new Error(`no code in the mail: ${text}`);
  return code;
}

/** The heading that names the page. */
export function heading(page: Page, name: string) {
  return page.getByRole('heading', { level: 1, name, exact: true });
}

async function closeAll(browser: Browser, stack: Stack): Promise<void> {
  await browser.close();
  await stack.stop();
}

/** The row of a table in which something is written. */
export function row(page: Page, text: string) {
  return page.getByRole('row').filter({ hasText: text });
}

/** Waits for what the page does not follow by itself, such as what a process does after an answer: loads it anew until it shows. */
export async function reloadUntil(page: Page, wanted: Locator): Promise<void> {
  await eventually(async () => {
    await page.reload();
    await wanted.waitFor({ timeout: 5_000 });
  });
}

/** Waits until what is looked for has the focus. */
export async function hasFocus(wanted: Locator): Promise<void> {
  await wanted.and(wanted.page().locator(':focus')).waitFor();
}
