import type { FastifyRequest } from 'fastify';
import type { Database } from '../prisma/client.ts';
import { type KeyUse, recordKeyUses } from '../prisma/commands/credentials/record-uses.ts';
import { type DeadKeyUse, reportDeadKey } from '../prisma/commands/credentials/report-dead-key.ts';
import { regularly } from './regularly.ts';
import type { KeyUses } from './services.ts';

const EVERY_MS = 5_000;
const MOST_KEYS = 10_000; // remembered between two writes

/**
 * Notes uses in memory and writes them every few seconds: a key that is used a thousand times a second is written once. Uses of dead keys are reported
 * the same way.
 * @param onError what could not be written; the next use replaces it
 */
export function keyUsesIn(
  db: Database,
  onError: (error: unknown) => void,
): KeyUses & { flush(): Promise<void>; close(): Promise<void> } {
  const noted = new Map<string, Map<string, KeyUse>>();
  const dead = new Map<string, DeadKeyUse & { organization: string }>();
  let size = 0;
  const write = async (): Promise<void> => {
    const [batches, reports] = [[...noted], [...dead.values()]];
    noted.clear();
    dead.clear();
    size = 0;
    for (const { organization, ...use } of reports) await reportDeadKey(db, organization, use).catch(onError);
    for (const [organization, uses] of batches)
      await recordKeyUses(db, organization, [...uses.values()]).catch(onError);
  };
  return {
    note: (organization, credentialId, request) => {
      const uses = noted.get(organization) ?? new Map<string, KeyUse>();
      if (!uses.has(credentialId)) {
        if (size >= MOST_KEYS) return;
        size += 1;
      }
      const before = uses.get(credentialId);
      if (before !== undefined && Date.now() - before.at.getTime() < 1_000) return; // soon enough
      uses.set(credentialId, useOf(credentialId, request));
      noted.set(organization, uses);
    },
    noteDead: (organization, credentialId, because, { ip }) => {
      if (dead.size < MOST_KEYS)
        dead.set(credentialId, { organization, credentialId, because, from: ip, now: new Date() });
    },
    ...regularly(EVERY_MS, write),
  };
}

function useOf(credentialId: string, { ip, headers }: FastifyRequest): KeyUse {
  return { credentialId, at: new Date(), from: ip, agent: headers['user-agent']?.slice(0, 200) ?? null };
}
