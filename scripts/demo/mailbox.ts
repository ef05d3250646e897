import type { Inbox } from '../support/inbox.ts';
import { type Caller, caller, cookieOf, Refusal } from './caller.ts';

/** A person who is signed in, in a browser of their own. */
export interface Person extends Caller {
  email: string;
}

interface Doorward {
  url: string;
  inbox: Inbox;
}

/** Asks for a mail to sign in by; the link in it. */
export async function mailedSignIn({ url, inbox }: Doorward, email: string): Promise<string> {
  const newest = inbox.mails({ to: email })[0];
  await caller(url, {}).post('/v1/sign-in-links', { email });
  const mail = await inbox.waitFor({ to: email, subject: 'sign-in', ...(newest ? { after: newest.id } : {}) });
  return linkIn(mail.links, `${url}/sign-in#`);
}

/** As a person does it: asks for a mail, follows its link, presses the button. */
export async function signIn(doorward: Doorward, email: string): Promise<Person> {
  const link = await mailedSignIn(doorward, email);
  return await pressed(doorward.url, email, '/v1/sessions', { token: secretOf(link) });
}

/** The mail of an invitation that came after the one with the ID `after`, its page, and the button. */
export async function acceptInvitation(
  { url, inbox }: Doorward,
  email: string,
  name: string,
  after: string | undefined,
): Promise<Person> {
  const mail = await inbox.waitFor({ to: email, ...(after === undefined ? {} : { after }) });
  const [organization, invitationId, token] = secretOf(linkIn(mail.links, `${url}/join#`)).split('.');
  await caller(url, {}).post('/v1/invitation-links/look', { organization, invitationId, token });
  return await pressed(url, email, '/v1/invitation-links/accept', { organization, invitationId, token, name });
}

function linkIn(links: string[], start: string): string {
  const link = links.find((candidate) => candidate.startsWith(start));
  if (link === undefined) throw new Error(`no link ${start}… in the mail, only ${links.join(', ') || 'none'}`);
  return link;
}

function secretOf(link: string): string {
  return link.slice(link.indexOf('#') + 1);
}

async function pressed(url: string, email: string, path: string, body: object): Promise<Person> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Refusal(`POST ${path}`, response.status, (await response.json()) as object);
  return { email, ...caller(url, { ...cookieOf(response), origin: url }) };
}
