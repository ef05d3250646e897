import type { Actor } from '../../../rules/audit/entry.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { type NewResource, registerIn } from '../resources/register.ts';
import { setSecretIn } from './secrets.ts';

export interface NewConnection {
  connection: NewResource;
  /** its first version; without: it has none yet */
  secret?: string | undefined;
  now: Date;
}

/**
 * A connection and its secret, both or neither.
 * @throws Failure as registerResources
 */
export function createConnection(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor,
  { connection, secret, now }: NewConnection,
): Promise<{ connectionId: string }> {
  return changing(db, organization, actor, async (tx, record) => {
    const [connectionId = ''] = await registerIn(tx, record, organization, actor, { resources: [connection], now });
    if (secret !== undefined)
      await setSecretIn(tx, record, secrets, { organization, actor, connectionId, secret, now });
    return { connectionId };
  });
}
