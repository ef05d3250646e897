import { type Member, memberOf, welcome } from '../../scripts/demo/cast.ts';
import type { Console } from './console.ts';

/** Someone who joins Acme, for a test to remove. */
export async function joins(
  { acme }: Console,
  name: string,
  role: 'viewer' | 'member' | 'admin' = 'member',
): Promise<Joined> {
  const { path, admin } = acme;
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@acme.example`;
  await admin.person.post(`${path}/change-policy`, { invitations: { unlisted: 'send' } });
  return { email, ...(await welcome(acme, { name, email, role })) };
}
type Joined = Member & { email: string };

/** A pipeline with its schedule that belongs to them and runs as them. Returns the names. */
export async function ownsAutomation({ acme }: Console, member: Member, name: string): Promise<string[]> {
  const runs = { ownerId: member.id, runsAsId: member.id };
  const post = (body: object) => acme.admin.person.post<{ id: string }>(`${acme.path}/resources`, { ...runs, ...body });
  const pipeline = await post({ kind: 'pipeline', hostId: name, name });
  const schedule = `${name}-nightly`;
  const times = { targetId: pipeline.id, everySeconds: 86_400, nextRunAt: '2026-01-01T02:00:00Z' };
  await post({ kind: 'schedule', hostId: schedule, name: schedule, ...times });
  return [name, schedule];
}

/** A consent that they gave at Ads, on which a connection of somebody else rests. */
export async function consented({ acme }: Console, member: Member, ownerEmail: string, name: string): Promise<void> {
  const { person } = acme.admin;
  const owner = await memberOf(acme, ownerEmail);
  const connection = { hostId: name, name, provider: 'Ads', auth: 'oauth', ownerId: owner?.id };
  const { id } = await person.post<{ id: string }>(`${acme.path}/connections`, connection);
  const grant = { connectionId: id, memberId: member.id, provider: 'Ads', humanPage: 'https://ads.example/consents' };
  await person.post(`${acme.path}/grants`, grant);
}

/** Starts a removal over HTTP as the admin who has seen its preview; returns its id. `effectiveAt`: default now. */
export async function startRemoval({ acme }: Console, member: Member, effectiveAt?: Date): Promise<string> {
  const { path, admin } = acme;
  const { plans } = await admin.person.post<{ plans: { hash: string }[] }>(`${path}/removals/preview`, {
    memberIds: [member.id],
  });
  const { id } = await admin.person.post<{ id: string }>(`${path}/removals`, {
    memberId: member.id,
    reason: 'Leaves for another job',
    planHash: plans[0]?.hash,
    timeZone: 'Europe/Berlin',
    ...(effectiveAt && { effectiveAt: effectiveAt.toISOString() }),
  });
  return id;
}
