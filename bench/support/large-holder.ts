import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { createOrganization } from '../../prisma/commands/organizations/create.ts';
import { draftRemoval } from '../../prisma/commands/removals/draft.ts';
import { planRemoval } from '../../prisma/commands/removals/plan.ts';
import { suspendForRemoval } from '../../prisma/commands/removals/suspend.ts';
import { startWaiting } from '../../prisma/commands/removals/wait.ts';
import { previewPlan } from '../../prisma/queries/removals/preview.ts';
import type { Actor } from '../../rules/audit/entry.ts';
import type { BenchPostgres } from './postgres.ts';

export interface LargeHolder {
  organization: string;
  admin: Actor & { by: 'member' };
  leaver: string;
  /** two maintainers of the one team */
  successors: [string, string];
}

export const workflow: Actor = { by: 'workflow', workflowId: 'bench' };

/** Someone who owns `count` resources that all run as them: half pipelines, each on one of ten connections, half schedules of those. */
export async function largeHolder({ db, secrets, owner }: BenchPostgres, count: number): Promise<LargeHolder> {
  const slug = `bench-${randomUUID().slice(0, 8)}`;
  const first = { name: 'Ada', email: `ada@${slug}.example` };
  const made = await createOrganization(db, secrets, workflow, { name: slug, slug, admin: first, now: new Date() });
  const { organizationId: organization, memberId } = made;
  const [leaver, one, two, team] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  for (const id of [leaver, one, two]) {
    const person = randomUUID();
    await owner.query('INSERT INTO persons (id) VALUES ($1)', [person]);
    await owner.query(
      `INSERT INTO members (organization_id, id, person_id, status, role, name) VALUES ($1, $2, $3, 'active', 'member', 'someone')`,
      [organization, id, person],
    );
  }
  await givenResources(owner, { organization, leaver, maintainers: [one, two], team, count });
  await owner.query('ANALYZE');
  return {
    organization,
    leaver,
    successors: [one, two],
    admin: {
      by: 'member',
      memberId,
      through: 'session',
    },
  };
}

/** The resources, in a team of their own with two maintainers. */
export async function givenResources(
  owner: Pick<pg.Client, 'query'>,
  holding: { organization: string; leaver: string; maintainers: [string, string]; team: string; count: number },
): Promise<void> {
  const { organization, leaver, maintainers, team, count } = holding;
  await owner.query('INSERT INTO teams (organization_id, id, name) VALUES ($1, $2, $3)', [
    organization,
    team,
    `Data ${team}`,
  ]);
  await owner.query(
    `INSERT INTO team_members (organization_id, team_id, member_id, role) VALUES ($1, $2, $3, 'maintainer'), ($1, $2, $4, 'maintainer')`,
    [organization, team, ...maintainers],
  );
  const all = [organization, leaver, team];
  await owner.query(
    `WITH c AS (INSERT INTO resources (organization_id, kind, host_id, name, owner_id, team_id)
       SELECT $1, 'connection', $2::uuid::text || '/c' || i, 'c' || i, $2, $3 FROM generate_series(1, 10) i RETURNING id)
     INSERT INTO connections (organization_id, resource_id, provider, auth) SELECT $1, id, 'warehouse', 'secret' FROM c`,
    all,
  );
  await owner.query(
    `INSERT INTO resources (organization_id, kind, host_id, name, owner_id, runs_as_id, team_id)
     SELECT $1, 'pipeline', $2::uuid::text || '/p' || i, 'p' || i, $2, $2, $3 FROM generate_series(1, $4::int) i`,
    [...all, Math.floor(count / 2)],
  );
  await owner.query(
    `INSERT INTO resources (organization_id, kind, host_id, name, owner_id, runs_as_id, team_id, target_id, every_seconds, next_run_at)
     SELECT $1, 'schedule', 's' || host_id, name, $2, $2, $3, id, 3600, now() FROM resources WHERE organization_id = $1 AND kind = 'pipeline' AND owner_id = $2`,
    all,
  );
  await owner.query(
    `INSERT INTO connection_uses (organization_id, resource_id, connection_id)
     SELECT $1, p.id, c.id FROM resources p JOIN resources c ON c.organization_id = $1 AND c.kind = 'connection'
       AND c.host_id = $2::uuid::text || '/c' || (1 + abs(hashtext(p.id::text)) % 10) WHERE p.organization_id = $1 AND p.kind = 'pipeline' AND p.owner_id = $2`,
    [organization, leaver],
  );
}

/** Their removal, planned and suspended: the transfer may begin. */
export async function readyToTransfer({ db, owner }: BenchPostgres, holder: LargeHolder): Promise<string> {
  const { organization, admin, leaver: memberId } = holder;
  const now = new Date();
  const { plans } = await previewPlan(db, organization, { memberIds: [memberId], successors: [], now });
  const { removalId } = await draftRemoval(db, organization, admin, {
    removalId: randomUUID(),
    memberId,
    reason: 'bench',
    forCause: false,
    effectiveAt: now,
    timeZone: 'UTC',
    successors: [],
    planHash: plans[0]?.hash ?? '',
    now,
  });
  const effect = (what: string) => ({ removalId, now, receipt: `${removalId}/${what}` });
  await planRemoval(db, organization, admin, effect('plan'));
  await startWaiting(db, organization, workflow, effect('wait'));
  await suspendForRemoval(db, organization, workflow, effect('suspend'));
  await owner.query('ANALYZE');
  return removalId;
}
