import { tryInvitation, trySignIn, trySso } from '../../prisma/commands/removals/try-links.ts';
import { openDoor } from '../../prisma/commands/sessions/open-door.ts';
import { accessFacts } from '../../prisma/queries/access/facts.ts';
import { transferredAtHosts } from '../../prisma/queries/removals/at-hosts.ts';
import { type DoorsToTry, doorsToTry } from '../../prisma/queries/removals/certificate.ts';
import type { Handover } from '../../prisma/queries/removals/handover.ts';
import { providersIdentitiesOf } from '../../prisma/queries/sso-connections/identities.ts';
import { mailedLinksTo } from '../../prisma/queries/removals/mailed-links.ts';
import { refusalOf } from '../../rules/access/caller.ts';
import { Failure } from '../../rules/failures.ts';
import type { Door } from '../../rules/removals/certificate.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import type { OfRemoval } from './contract.ts';
import { isPatient, pulse } from './ground.ts';
import { type Asked, askHost } from './host.ts';

const BATCH = 1000;

/**
 * Tries every way in (design, promise 2), by the same functions that the API answers by: each key, each session, a mailed sign-in, the organization's own, each invitation must be refused, and each host
 * must say that it has what we have.
 * @throws Failure `host-unreachable` at the first attempts; afterwards the door is `unanswered`
 */
export async function tryDoors(deps: ActivityDependencies, input: OfRemoval): Promise<Door[]> {
  const now = new Date(input.now);
  const toTry = await doorsToTry(deps.db, input.organization, { removalId: input.removalId });
  const { keys, sessions } = toTry;
  const doors: Door[] = [];
  for (const { credentialId, hash } of keys) {
    const { verified } = await accessFacts(deps.db, input.organization, null, { verify: hash });
    const refusal = verified === null ? { fact: 'unknown' } : refusalOf(verified, now.getTime());
    doors.push(tried(input, 'api-key', credentialId, refusal?.fact));
    await pulse(doors.length);
  }
  for (const { sessionId, tokenHash: sessionHash } of sessions) {
    const reopened = await openDoor(deps.db, input.organization, { sessionHash, now });
    const { caller } = await accessFacts(deps.db, input.organization, { sessionHash });
    const refusal = reopened ? undefined : refusalOf(caller, now.getTime())?.fact;
    doors.push(tried(input, 'session', sessionId, refusal));
    await pulse(doors.length);
  }
  doors.push(...(await tryMailedLinks(deps, input, toTry)), await trySsoDoor(deps, input, toTry));
  return [...doors, ...(await tryHosts(deps, input))];
}

/** Without an answer it was let in. */
function tried({ now }: OfRemoval, door: Door['door'], objectId: string, answer: string | undefined): Door {
  return { door, objectId, result: answer === undefined ? 'open' : 'refused', answer: answer ?? 'accepted', at: now };
}

/** Signing in by a mail, and each invitation. A person whom no account leads to any more has none. */
async function tryMailedLinks(
  { db, secrets }: ActivityDependencies,
  input: OfRemoval,
  { memberId, personId }: DoorsToTry,
): Promise<Door[]> {
  if (personId === null) return [];
  const { organization } = input;
  const now = new Date(input.now);
  const signIn = await trySignIn(db, organization, { personId, now });
  const doors = [tried(input, 'sign-in-link', memberId, signIn ?? undefined)];
  for (const { invitationId, version } of await mailedLinksTo(db, organization, { memberId, personId })) {
    const token = secrets.linkToken('invitation', organization, invitationId, version);
    const answer = await tryInvitation(db, organization, { invitationId, token, personId, now });
    doors.push(tried(input, 'mailed-link', invitationId, answer ?? undefined));
    await pulse(doors.length);
  }
  return doors;
}

/**
 * Coming back by the organization's own sign-in, as far as it can be tried without the provider: what is believed of it is asked with each account that is theirs, and with a new one that has an
 * address of theirs. Where there is none it is said, so that nobody takes silence for a proof.
 */
async function trySsoDoor({ db }: ActivityDependencies, input: OfRemoval, toTry: DoorsToTry): Promise<Door> {
  const { organization, now } = input;
  const { memberId } = toTry;
  const none = (answer: string): Door => ({ door: 'sso', objectId: memberId, result: 'none', answer, at: now });
  const identities = await providersIdentitiesOf(db, organization, toTry);
  if (identities === null) return none('there is no sign-in by SSO');
  if (identities.length === 0) return none('no account and no address of theirs is known');
  const answers = [];
  for (const identity of identities) {
    answers.push(await trySso(db, organization, { identity, now: new Date(now) }));
    await pulse(answers.length);
  }
  return tried(input, 'sso', memberId, answers.includes(null) ? undefined : (answers[0] ?? undefined));
}

async function tryHosts(deps: ActivityDependencies, { organization, removalId, now }: OfRemoval): Promise<Door[]> {
  const asked = { type: 'verify', organization, occasion: `removal/${removalId}/verify/${now}` } as const;
  const found = new Map<string, Door>();
  for (let after: string | undefined; ; ) {
    const page = { removalId, limit: BATCH, ...(after && { after }) };
    const { handovers, last } = await transferredAtHosts(deps.db, organization, page);
    for (const handover of handovers) {
      await pulse(found.size);
      const before = found.get(handover.kind);
      if (before !== undefined && before.result !== 'refused') continue; // it can't be proved any more
      const said = await hostSays(deps, asked, handover);
      found.set(handover.kind, { door: 'host', objectId: handover.kind, ...said, at: now });
    }
    if (last === null) return [...found.values()];
    after = last;
  }
}

async function hostSays(
  deps: ActivityDependencies,
  asked: Asked,
  handover: Handover,
): Promise<Pick<Door, 'result' | 'answer'>> {
  try {
    const no = (await askHost(deps, asked, handover)).filter(({ ok }) => !ok);
    if (no.length === 0) return { result: 'refused', answer: 'it has what we have' };
    return { result: 'open', answer: `${no.length}: ${no[0]?.reason ?? 'no reason'}` };
  } catch (error) {
    const silent = error instanceof Failure && error.name === 'host-unreachable';
    if (!silent || isPatient()) throw error;
    return { result: 'unanswered', answer: error.name };
  }
}
