// Invitations that end in each way there is: between them every activity of invitation and approval is called.
import { type Acme, guest } from '../invitations/acme.ts';
import { invitationRun, times } from '../invitations/joining.ts';
import { resend, revoke } from '../../workflows/invitations/messages.ts';
import { eventually } from '../support/eventually.ts';
import type { TestTemporal } from '../support/temporal.ts';

export const stories = ['accepted', 'refused', 'revoked', 'expired', 'given up'] as const;
export type Story = (typeof stories)[number];

/** What a story leaves behind: status, members and audit by kind. Mails by Message-ID, because a repeated mail has the same. */
export interface Ending {
  status: string;
  endedReason: string | null;
  member: string | undefined;
  audit: Record<string, number>;
}

const SECOND_IN_DAYS = 1 / 86_400;
const stage = { needed: 1, reminderHours: 24, escalateAfterHours: 72, giveUpAfterDays: 30 };
type Run = ReturnType<typeof invitationRun>;
interface Cast {
  ben: string;
  carla: string;
}

export async function joiningStory(here: Acme, server: TestTemporal, story: Story): Promise<Ending> {
  const cast = {
    ben: await here.member({ name: 'Ben', role: 'admin' }),
    carla: await here.member({ name: 'Carla' }),
  };
  const run = await scripts[story](here, server, cast);
  await run.handle.result();
  return await endingOf(here, run);
}

const guestOf = async (here: Acme, server: TestTemporal, { carla }: Cast): Promise<Run> => {
  const run = invitationRun(here, server, await here.draft(guest(carla)));
  await run.begin();
  return run;
};

const scripts: { readonly [S in Story]: (here: Acme, server: TestTemporal, cast: Cast) => Promise<Run> } = {
  accepted: async (here, server, cast) => {
    const run = await guestOf(here, server, cast);
    await mailsSent(here, 'approval/%', 1);
    await run.decide(cast.ben, 'approve', 'welcome');
    await run.until('sent');
    await mailsSent(here, 'invitation/%/1/0', 1);
    await run.click(resend);
    await mailsSent(here, 'invitation/%/2/0', 1);
    await run.accept(2);
    return run;
  },
  refused: async (here, server, cast) => {
    const run = await guestOf(here, server, cast);
    await run.decide(cast.ben, 'refuse', 'no');
    return run;
  },
  revoked: async (here, server) => {
    const run = invitationRun(here, server, await here.draft());
    await run.begin();
    await run.click(revoke);
    return run;
  },
  expired: async (here, server) => {
    await here.policy({ validDays: 2 * SECOND_IN_DAYS, reminderDays: SECOND_IN_DAYS });
    const run = invitationRun(here, server, await here.draft());
    await run.begin();
    return run;
  },
  'given up': async (here, server, cast) => {
    const times = { ...stage, escalateAfterHours: 1 / 3600, giveUpAfterDays: 2 * SECOND_IN_DAYS };
    await here.policy({ approval: { stages: [{ approvers: { members: [cast.carla] }, ...times }] } });
    return await guestOf(here, server, cast);
  },
};

/** Waits until the receipts say that these mails went out. */
async function mailsSent(here: Acme, key: string, count: number): Promise<void> {
  await eventually(async () => {
    const sql = 'SELECT FROM receipts WHERE organization_id = $1 AND key LIKE $2';
    const { rowCount } = await here.owner.query(sql, [here.organization, `mail/${key}`]);
    if ((rowCount ?? 0) < count) throw new Error(`${rowCount} mails went out`);
  });
}

async function endingOf(here: Acme, run: Run): Promise<Ending> {
  const { id, status, endedReason, memberId } = await run.read();
  const { rows } = await here.owner.query<{ type: string; n: number }>(
    `SELECT type, count(*)::int AS n FROM events WHERE organization_id = $1 AND object IN ('invitation', 'approval', 'member')
       AND type <> 'organization.created' GROUP BY type`,
    [here.organization],
  );
  const { rows: members } = await here.owner.query<{ status: string }>(
    'SELECT status::text FROM members WHERE organization_id = $1 AND email IN (SELECT email FROM invitations WHERE id = $2)',
    [here.organization, id],
  );
  if (members.length > 1) throw new Error('more than one member of the address');
  if (memberId !== null && (await times(here, memberId, 'member.joined')) !== 1) throw new Error('did not join once');
  return {
    status,
    endedReason,
    member: members[0]?.status,
    audit: Object.fromEntries(rows.map(({ type, n }) => [type, n])),
  };
}
