import { randomBytes } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';

export interface NewResourceKind {
  name: string;
  title: string;
  /** where hand-overs go; undefined: Doorward alone keeps the fact */
  handoverUrl?: string;
  /** its host sets a new secret of a connection when a removal asks it to; false unless said */
  rotatesSecrets?: boolean;
  /** its host takes new consents of connections: hand-overs `test` and `switch`; false unless said */
  takesGrants?: boolean;
}

/**
 * Registers a kind, or changes the one of that name. With a hand-over URL there is a new signing secret each time (Standard Webhooks: `whsec_` and
 * 32 bytes in base64), returned this once and kept sealed at {table: 'resource_kinds', row: name, column: 'handover_secret_box'}.
 */
export function registerResourceKind(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor,
  input: NewResourceKind,
): Promise<{ handoverSecret: string | null }> {
  const { name, title, handoverUrl, rotatesSecrets = false, takesGrants = false } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const handoverSecret = handoverUrl === undefined ? null : `whsec_${randomBytes(32).toString('base64')}`;
    const place = { table: 'resource_kinds', row: name, column: 'handover_secret_box' } as const;
    const handover = {
      handoverUrl: handoverUrl ?? null,
      handoverSecretBox: handoverSecret === null ? null : await secrets.seal(tx, organization, place, handoverSecret),
    };
    await tx.resourceKind.upsert({
      where: { organizationId_name: { organizationId: organization, name } },
      create: { organizationId: organization, name, title, rotatesSecrets, takesGrants, ...handover },
      update: { title, rotatesSecrets, takesGrants, ...handover },
    });
    record({
      action: 'resource-kind.registered',
      object: 'resource-kind',
      after: { name, handover: handoverUrl !== undefined, rotatesSecrets, takesGrants },
    });
    return { handoverSecret };
  });
}
