import type { FastifyRequest } from 'fastify';
import type { Database } from '../prisma/client.ts';
import { type KeyUse, recordKeyUses } from '../prisma/commands/credentials/record-uses.ts';
import type { KeyUses } from './services.ts';

const EVERY_MS = 5_000;
const MOST_KEYS = 10_000; // remembered between two writes

/** Notes uses in memory and writes them every few seconds: a key that is used a thousand times a second is written once. */
export function keyUsesIn(db: Database): KeyUses & { flush(): Promise<void>; close(): Promise<void> } {
  const noted = new Map<string, Map<string, KeyUse>>();
  let size = 0;
  const flush = async (): Promise<void> => {
    const batches = [...noted];
    noted.clear();
    size = 0;
    for (const [organization, uses] of batches) await recordKeyUses(db, organization, [...uses.values()]);
  };
  const timer = setInterval(() => void flush().catch(() => undefined), EVERY_MS); // a lost one is replaced by the next use
  timer.unref();
  return {
    note: (organization, credentialId, request) => {
      const uses = noted.get(organization) ?? new Map<string, KeyUse>();
      if (!uses.has(credentialId)) {
        if (size >= MOST_KEYS) return;
        size += 1;
      }
      uses.set(credentialId, useOf(credentialId, request));
      noted.set(organization, uses);
    },
    flush,
    close: async () => {
      clearInterval(timer);
      await flush().catch(() => undefined);
    },
  };
}

function useOf(credentialId: string, request: FastifyRequest): KeyUse {
  const agent = request.headers['user-agent']?.slice(0, 200);
  return { credentialId, at: new Date(), from: request.ip, agent: agent ?? null };
}
