import { beyond } from '../../../rules/access/custom-roles.ts';
import type { BoundKey, KnownSecret, LostAccess } from '../../../rules/access-changes/effects.ts';
import type { PlanFact } from '../../../rules/removals/plan.ts';
import type { Transaction } from '../../client.ts';
import type { AccessState } from './access.ts';
import { factsOf } from '../removals/facts.ts';
import { relationSets } from '../removals/relation-sets.ts';
import { apiKeys, connectionSecrets, serviceAccountKeys } from '../removals/sources/credentials.ts';
import type { Asked, Source } from '../removals/sources/source.ts';

/** Their own keys, which may do no more than they. */
export async function boundKeys(tx: Transaction, asked: readonly Asked[]): Promise<BoundKey[]> {
  const keys: BoundKey[] = [];
  for (const one of asked)
    for (const { objectId, facts } of await everyOf(apiKeys, tx, one))
      keys.push({
        credentialId: objectId,
        holderId: one.leaverId,
        inUse: facts['inUse'] === true,
        lastUsedAt: textOf(facts['lastUsedAt']),
        lastUsedFrom: textOf(facts['lastUsedFrom']),
      });
  return keys;
}

/**
 * Secrets that they know, by the policy's measure of exposure, and may no longer use: of connections that they may not use or reveal any more, and keys of service
 * accounts that may do more than they. Each once, in the order of their ids.
 */
export async function knownSecrets(
  tx: Transaction,
  asked: readonly Asked[],
  { before, lost }: { before: AccessState; lost: readonly LostAccess[] },
): Promise<KnownSecret[]> {
  const found = new Map<string, KnownSecret>();
  for (const one of asked) {
    const connections = new Set(
      lost
        .filter(({ memberId, actions }) => memberId === one.leaverId && actions.some(isOfSecret))
        .map(({ resourceId }) => resourceId),
    );
    if (connections.size > 0)
      for (const fact of await everyOf(connectionSecrets, tx, one))
        if (connections.has(String(fact.facts['connectionId']))) found.set(fact.objectId, secretOf(fact));
    for (const secret of await keysBeyond(tx, one, before)) found.set(secret.credentialId, secret);
  }
  return [...found.values()].sort((a, b) => (a.credentialId < b.credentialId ? -1 : 1));
}

const isOfSecret = (action: string): boolean => action === 'use' || action === 'reveal';

/** Those that may do more than the member, and did not before. */
async function keysBeyond(tx: Transaction, asked: Asked, before: AccessState): Promise<KnownSecret[]> {
  const known = await everyOf(serviceAccountKeys, tx, asked);
  const holders = known.map(({ facts }) => String(facts['holderId']));
  if (holders.length === 0) return [];
  const sets = await relationSets(tx, asked.organization, { members: [asked.leaverId, ...holders], resources: [] });
  const [was, is] = [before.sets.member(asked.leaverId), sets.member(asked.leaverId)];
  return known.map(secretOf).filter(({ holderId }) => {
    const holder = sets.member(holderId ?? '');
    if (was === null || is === null || holder === null) return false;
    return beyond(holder, was) === null && beyond(holder, is) !== null;
  });
}

function secretOf({ kind, objectId, facts }: PlanFact): KnownSecret {
  return {
    kind: kind === 'connection-secret' ? kind : 'service-account-key',
    credentialId: objectId,
    connectionId: textOf(facts['connectionId']),
    holderId: textOf(facts['holderId']),
    how: String(facts['how']),
    inUse: facts['inUse'] === true || Number(facts['usedBy']) > 0,
  };
}

async function everyOf(source: Source, tx: Transaction, asked: Asked): Promise<PlanFact[]> {
  const facts: PlanFact[] = [];
  for await (const page of factsOf(tx, asked, [source])) facts.push(...page);
  return facts;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
