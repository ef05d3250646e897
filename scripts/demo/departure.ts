import { Refusal } from './caller.ts';
import type { Member, Organization } from './cast.ts';
import { grantOf } from './furnishing.ts';
import type { OauthProvider } from './oauth-provider.ts';
import { awaited, type Story } from './story.ts';

interface Preview {
  plans: { hash: string; total: number; red: number; amber: number; items: PreviewItem[] }[];
  forecast: { scheduleName: string | null; runs: number; because: string; today: boolean }[];
}
export interface PreviewItem {
  key: string;
  kind: string;
  title: string;
  objectId: string;
  objectName: string | null;
  risk: string;
  successor: { id: string; name: string } | null;
  successorRule: string | null;
}
export interface Removal {
  id: string;
  status: string;
  step: string | null;
  blocked: boolean;
  steps: {
    step: string;
    title: string;
    status: string;
    done: number;
    total: number;
    failure: { says: string; facts: object } | null;
  }[];
  openFollowUps: number;
}
interface FollowUp {
  id: string;
  kind: string;
  provider: string | null;
  page: string | null;
  connection: { id: string; name: string };
}
interface Choice {
  resourceId?: string;
  kind?: string;
  successorId: string;
}

/** Shows what would happen, item by item. */
export async function preview(
  story: Story,
  { path, admin }: Organization,
  member: Member,
  choices: { successors: Choice[]; effectiveAt?: string },
): Promise<{ hash: string; items: PreviewItem[] }> {
  const { plans, forecast } = await admin.person.post<Preview>(`${path}/removals/preview`, {
    memberIds: [member.id],
    ...choices,
  });
  const [plan] = plans;
  if (!plan) throw new Error('the preview has no plan');
  story.tell(`plan ${plan.hash.slice(0, 12)}…: ${plan.total} items, ${plan.red} red, ${plan.amber} amber`);
  for (const what of new Set(plan.items.map(({ title }) => title))) {
    const items = plan.items.filter(({ title }) => title === what);
    const to = [...new Set(items.flatMap(({ successor }) => successor?.name ?? []))].join(', ');
    story.tell(`  ${String(items.length).padStart(3)} × ${what}${to === '' ? '' : ` → ${to}`}`);
  }
  const failing = forecast.reduce((sum, { runs }) => sum + runs, 0);
  story.prove(failing === 0, 'forecast: none of the scheduled runs of the next 14 days would fail');
  return { hash: plan.hash, items: plan.items };
}

/** Starts a removal, bound to the plan that was shown. */
export async function startRemoval(
  { path, admin }: Organization,
  member: Member,
  facts: { reason: string; planHash: string; forCause?: boolean; effectiveAt?: string; successors: Choice[] },
): Promise<string> {
  const { id } = await admin.person.post<{ id: string }>(`${path}/removals`, { memberId: member.id, ...facts });
  return id;
}

export async function suspended({ path, admin }: Organization, member: Member): Promise<void> {
  await awaited(`the suspension of ${member.name}`, async () => {
    const { status } = await admin.person.get<{ status: string }>(`${path}/members/${member.id}`);
    return status === 'invited' || status === 'active' ? undefined : true;
  });
}

/** Watches a removal to its end; what it asks people for, `successor` does, who consents at `provider` where a connection rested on the leaver's consent. */
export async function followRemoval(
  story: Story,
  { path, admin }: Organization,
  id: string,
  { successor, provider }: { successor: Member; provider: OauthProvider },
): Promise<void> {
  const told = new Set<string>();
  await awaited(
    'the end of the removal',
    async () => {
      const removal = await admin.person.get<Removal>(`${path}/removals/${id}`);
      for (const { step, title, status, done, total } of removal.steps) {
        if (!['done', 'skipped'].includes(status) || told.has(step)) continue;
        told.add(step);
        story.tell(`${title}: ${status}${total > 0 ? `, ${done} of ${total}` : ''}`);
      }
      const blocked = removal.steps.find(({ status }) => status === 'blocked');
      if (blocked) await explainBlocked({ path, admin }, id, blocked);
      if (removal.openFollowUps > 0) await doAll(story, path, id, successor, provider);
      if (removal.status === 'cancelled') throw new Error('the removal was cancelled');
      return removal.status === 'completed' ? true : undefined;
    },
    120_000,
  );
}

async function explainBlocked(
  { path, admin }: Pick<Organization, 'path' | 'admin'>,
  id: string,
  { title, failure }: Removal['steps'][number],
): Promise<never> {
  const { items } = await admin.person.get<{ items: { key: string; drift: string | null; reason: string | null }[] }>(
    `${path}/removals/${id}/items?limit=200`,
  );
  const odd = items.flatMap(({ key, drift, reason }) => ((drift ?? reason) ? `${key}: ${drift ?? reason}` : []));
  const facts = JSON.stringify(failure?.facts ?? {});
  throw new Error([`${title} is blocked: ${failure?.says} ${facts}`, ...odd].join('\n  '));
}

/** What only people can do outside: here it is done at once, and attested by the one who owes it. */
async function doAll(
  story: Story,
  path: string,
  removalId: string,
  { name, person }: Member,
  provider: OauthProvider,
): Promise<void> {
  const { items } = await person.get<{ items: FollowUp[] }>(
    `${path}/follow-ups?status=open&mine=true&removalId=${removalId}`,
  );
  for (const { id, kind, provider: named, page, connection } of items) {
    if (kind === 'renew-grant') {
      const { id: connectionId } = connection;
      const consented =
        page === null
          ? grantOf(provider, await provider.consent(name), connectionId)
          : { connectionId, provider: named, humanPage: page };
      await person.post(`${path}/grants`, consented);
      story.tell(`${connection.name} rested on the leaver's consent: now on ${name}'s, without a moment between`);
      continue;
    }
    const byHand = kind === 'revoke-grant';
    if (!byHand)
      await person.post(`${path}/connections/${connection.id}/set-secret`, { secret: `changed at ${Date.now()}` });
    const attested = await attest(person, `${path}/follow-ups/${id}`, {
      statement: byHand ? `Revoked at ${page ?? named}` : 'Changed at the provider, and here',
      evidence: 'https://tickets.example/4711',
    });
    story.tell(
      `follow-up ${kind}, ${connection.name}: ${name} does it by hand${attested ? ' and attests it' : ', and the facts prove it'}`,
    );
  }
}

/** False when the follow-up was closed already, because the facts prove what was asked. */
async function attest(person: Member['person'], followUp: string, attestation: object): Promise<boolean> {
  try {
    await person.post(`${followUp}/attest`, attestation);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.problem === 'follow-up-closed') return false;
    throw error;
  }
}
