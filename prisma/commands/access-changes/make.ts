import { createHash } from 'node:crypto';
import { mayHold } from '../../../rules/access/actions.ts';
import {
  type AccessChange,
  type AccessChangeEffects,
  agreedOf,
  newlyFailing,
  newlyRefused,
  type RefusedRun,
} from '../../../rules/access-changes/effects.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { canonicalJson } from '../../../rules/canonical-json.ts';
import { Failure } from '../../../rules/failures.ts';
import type { PlanItem } from '../../../rules/removals/items.ts';
import { isMissingSuccessor } from '../../../rules/removals/plan.ts';
import type { Choice } from '../../../rules/removals/successor.ts';
import { changing, type Record } from '../../change.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { naming } from '../../failures.ts';
import {
  type AccessState,
  accessState,
  lostAdministration,
  lostBetween,
  touchedResources,
} from '../../queries/access-changes/access.ts';
import { automationOf } from '../../queries/access-changes/automation.ts';
import { boundKeys, knownSecrets } from '../../queries/access-changes/credentials.ts';
import { policyIn } from '../../queries/organizations/policy.ts';
import { planHasher } from '../../queries/removals/hash.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { apply, touchedMembers } from './apply.ts';
import { handingOver } from './succession.ts';
import { rotateKnown } from './secrets.ts';

export interface AccessChangeInput {
  change: AccessChange;
  /** as in a removal; a choice of the member themselves for a resource lets it stay theirs */
  successors: readonly Choice[];
  now: Date;
}

export interface AccessChangePreview extends AccessChangeEffects {
  /** what `makeAccessChange` takes: lower-case hex SHA-256 */
  hash: string;
}

/**
 * What a change of access would do: it is made, looked at, and undone (decision 140), so that nothing is forecast that would not happen. What nobody can receive has no
 * successor here, and refuses the change itself.
 * @throws Failure as the command of the change; successor-not-eligible, too-much-at-once, last-admin
 */
export async function previewAccessChange(
  db: Database,
  organization: string,
  actor: Actor,
  input: AccessChangeInput,
): Promise<AccessChangePreview> {
  let found: AccessChangePreview | undefined;
  const attempt = inOrganization(db, organization, async (tx) => {
    found = await work(tx, () => undefined, organization, actor, input);
    await tx.$executeRaw`SET CONSTRAINTS ALL IMMEDIATE`; // what is refused at commit is refused here
    throw new Undone();
  });
  try {
    await naming(attempt);
  } catch (error) {
    if (!(error instanceof Undone) || found === undefined) throw error;
  }
  if (found === undefined) throw new Error('a preview is always undone');
  return found;
}

class Undone extends Error {}

/**
 * Makes a change of access in one transaction with all that it entails: hand-overs, new keys, a day for each known secret. Only if it does what the preview said.
 * @throws Failure plan-changed; no-successor; and as previewAccessChange
 */
export function makeAccessChange(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor,
  input: AccessChangeInput & { planHash: string },
): Promise<AccessChangePreview> {
  const { planHash, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const effects = await work(tx, record, organization, actor, input);
    if (effects.hash !== planHash) throw new Failure('plan-changed', { expected: effects.hash, given: planHash });
    const missing = effects.items.filter(isMissingSuccessor);
    const [first] = missing;
    if (first !== undefined) throw new Failure('no-successor', { kind: first.kind, items: missing.length });
    const policy = await policyIn(tx, organization);
    await rotateKnown(tx, record, organization, { secrets, known: effects.secrets, policy, now });
    return effects;
  });
}

/** All but the rotation, which changes nothing that is looked at. */
async function work(
  tx: Transaction,
  record: Record,
  organization: string,
  actor: Actor,
  { change, successors, now }: AccessChangeInput,
): Promise<AccessChangePreview> {
  const memberIds = await touchedMembers(tx, organization, change);
  const touched = { memberIds, resourceIds: await touchedResources(tx, organization, change, memberIds), now };
  const before = await accessState(tx, organization, touched);
  const ran = await automationOf(tx, organization, touched);
  await apply(tx, record, organization, { actor, change, now });

  const hand = handingOver(tx, record, organization, { memberIds, successors, now });
  const owned = await hand.owned(whatCannotStay(change, await accessState(tx, organization, touched)));
  const unaided = await automationOf(tx, organization, touched);
  const refused = newlyRefused(ran.refused, unaided.refused);
  const run = await hand.run(refused);
  const after = await accessState(tx, organization, touched);
  const stillRefused =
    run.length === 0
      ? refused
      : [
          ...newlyRefused(ran.refused, (await automationOf(tx, organization, touched)).refused),
          ...(await refusedOfReceivers(tx, organization, run, now)),
        ];

  const lost = lostBetween(before, after);
  const administration = lostAdministration(before, after);
  const { rotate } = (await policyIn(tx, organization)).removals;
  const asked = memberIds.map((leaverId) => ({ organization, leaverId, now, rotate }));
  const effects: AccessChangeEffects = {
    memberIds,
    administration,
    lost,
    refused,
    forecast: newlyFailing(ran.failing, unaided.failing),
    items: [...owned, ...run],
    stillRefused,
    keys: administration || lost.length > 0 ? await boundKeys(tx, asked) : [],
    secrets: await knownSecrets(tx, asked, { before, lost }),
  };
  return { ...effects, hash: hashOf(change, effects) };
}

/** What comes along should leave nothing: looked at all the same. */
async function refusedOfReceivers(
  tx: Transaction,
  organization: string,
  items: readonly PlanItem[],
  now: Date,
): Promise<RefusedRun[]> {
  const handed = new Set(items.map(({ objectId }) => objectId));
  const memberIds = [...new Set(items.flatMap(({ successorId }) => successorId ?? []))].sort();
  const { refused } = await automationOf(tx, organization, { memberIds, now });
  return refused.filter(({ automationId }) => handed.has(automationId));
}

/** What a member owns and can't go on owning: all, under a ceiling that holds nothing; what lies in the scope of a team that they leave. */
function whatCannotStay(change: AccessChange, after: AccessState): (facts: { teamId: string | null }) => boolean {
  if (change.kind === 'leave-team') return ({ teamId }) => teamId === change.teamId;
  if (change.kind !== 'role' && change.kind !== 'custom-role') return () => false; // the ceiling stays, or is no less
  const member = after.sets.member(change.memberId);
  const holds = member === null || mayHold(member.role);
  return () => !holds;
}

function hashOf(change: AccessChange, effects: AccessChangeEffects): string {
  const hasher = planHasher();
  for (const item of effects.items) hasher.add(item);
  const agreed = canonicalJson({ ...agreedOf(change, effects), items: hasher.digest() });
  return createHash('sha256').update(agreed).digest('hex');
}
