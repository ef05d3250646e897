import type { Actor, From, Origin } from '../rules/audit/entry.ts';
import { type Database, inOrganization, type Transaction } from './client.ts';

const MOST = 10_000;
const LONGEST_AGENT = 500;
/** A value is referred to for so long after it was written: retention counts on less than a day (drop_audit_entries). */
const FRESH_MS = 43_200_000;

/** Where people of this process's requests come from, as it is kept: one value for all that a session does from one place, not one per entry. */
class Origins {
  readonly #known = new Map<string, { origin: Origin; until: number }>();

  of(organization: string, actor: Actor & { by: 'member' }): Origin | undefined {
    const found = this.#known.get(nameOf(organization, actor));
    return found !== undefined && found.until > Date.now() ? found.origin : undefined;
  }

  /** Once it is committed. */
  remember(organization: string, actor: Actor, origin: Origin | undefined): void {
    if (origin === undefined || actor.by !== 'member' || actor.from === undefined) return;
    const name = nameOf(organization, actor);
    if (this.of(organization, actor) !== undefined) return;
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.set(name, { origin, until: Date.now() + FRESH_MS });
  }
}

const nameOf = (organization: string, { memberId, throughId, from }: Actor & { by: 'member' }): string =>
  JSON.stringify([organization, memberId, throughId, from?.address, from?.agent]);

const all = new WeakMap<Database, Origins>();

export function originsOf(db: Database): Origins {
  const found = all.get(db) ?? new Origins();
  all.set(db, found);
  return found;
}

/** Where this actor's change comes from, kept apart; undefined where nothing is known of it, or the person was erased. */
export async function keepOriginIn(
  db: Database,
  tx: Transaction,
  organization: string,
  actor: Actor,
): Promise<Origin | undefined> {
  if (actor.by !== 'member') return undefined;
  if (actor.from === undefined) return actor.origin;
  const known = originsOf(db).of(organization, actor);
  return known ?? (await keepFrom(db, tx, organization, actor.memberId, actor.from));
}

async function keepFrom(
  db: Database,
  tx: Transaction,
  organization: string,
  of: string,
  { address, agent }: From,
): Promise<Origin | undefined> {
  const values = { address, agent: agent.slice(0, LONGEST_AGENT) };
  const [kept] = await db.personal.keep(tx, organization, [{ of, values }]);
  return kept?.commitment === undefined ? undefined : { of, commitment: kept.commitment };
}

/**
 * The same for a change that a process will make: kept before the click travels, so that no address is in the process engine (decision 2). Inert until an
 * entry names it.
 */
export async function keepOrigin(
  db: Database,
  organization: string,
  actor: Actor & { by: 'member' },
): Promise<Origin | undefined> {
  const known = originsOf(db).of(organization, actor);
  if (known !== undefined) return known;
  const origin = await inOrganization(db, organization, (tx) => keepOriginIn(db, tx, organization, actor));
  originsOf(db).remember(organization, actor, origin);
  return origin;
}

/** Of someone who is no member yet: under their invitation's key. */
export function keepOriginOfInvited(
  db: Database,
  organization: string,
  invitationId: string,
  from: From,
): Promise<Origin | undefined> {
  return inOrganization(db, organization, (tx) => keepFrom(db, tx, organization, invitationId, from));
}
