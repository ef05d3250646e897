// Invitations as they run: an organization, a worker's activities with real mail, and the clicks of admins, approvers and the invited.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WithStartWorkflowOperation, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, type UpdateDefinition } from '@temporalio/common';
import { createMailer } from '../../activities/mails/mailer.ts';
import { createActivities } from '../../activities/registry.ts';
import { claimInvitation } from '../../prisma/commands/invitations/claim.ts';
import { findApproval } from '../../prisma/queries/approvals/list.ts';
import { findInvitation } from '../../prisma/queries/invitations/list.ts';
import { openSigner } from '../../prisma/secrets/signing.ts';
import type { Click } from '../../rules/audit/click.ts';
import { freePorts } from '../../scripts/support/free-port.ts';
import { type Inbox, startInbox } from '../../scripts/support/inbox.ts';
import { startOptions } from '../../temporal/start-options.ts';
import { approvalWorkflowId, decide } from '../../workflows/approvals/messages.ts';
import {
  accept,
  begin,
  type InvitationInput,
  invitationWorkflow,
  invitationWorkflowId,
} from '../../workflows/invitations/messages.ts';
import { eventually } from '../support/eventually.ts';
import type { TestTemporal } from '../support/temporal.ts';
import { type Acme, acme } from './acme.ts';

export const url = 'https://doorward.example';

export interface Joining extends Acme {
  inbox: Inbox;
  /** what a worker runs; `smtpUrl`: another mail server than the inbox */
  activities(smtpUrl?: string): Promise<object>;
}

export async function joining(): Promise<Joining> {
  const here = await acme();
  const dir = mkdtempSync(path.join(tmpdir(), 'doorward-inbox-'));
  const [smtpPort = 0, httpPort = 0] = await freePorts(2);
  const inbox = await startInbox({ dir, smtpPort, httpPort });
  const mailers: { close(): void }[] = [];
  return {
    ...here,
    inbox,
    activities: async (smtpUrl = inbox.smtpUrl) => {
      const mailer = createMailer(smtpUrl);
      mailers.push(mailer);
      const { db, secrets, keys } = here;
      return createActivities({ db, secrets, mailer, url, signer: await openSigner(keys), allowPrivateHosts: true });
    },
    close: async () => {
      for (const mailer of mailers) mailer.close();
      await inbox.close();
      rmSync(dir, { recursive: true, force: true });
      await here.close();
    },
  };
}

/** The name and facts by which an Update was refused. */
export async function refusalOf(update: Promise<unknown>): Promise<{ name: string; facts: unknown } | 'accepted'> {
  try {
    await update;
    return 'accepted';
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) throw error;
    return { name: error.cause.type ?? '', facts: error.cause.details?.[0] };
  }
}

type Server = Pick<TestTemporal, 'client' | 'taskQueue'>;

/** One invitation's run, as the API drives it. */
export function invitationRun(here: Acme, { client, taskQueue }: Server, invitationId: string) {
  const { organization, admin, db } = here;
  const workflowId = invitationWorkflowId(organization, invitationId);
  const handle = client.workflow.getHandle(workflowId);
  const click = (by: string): Click => ({ actorId: by, through: 'session', requestId: randomUUID() });
  const token = (version: number) => here.secrets.linkToken('invitation', organization, invitationId, version);
  const read = async () => {
    const row = await findInvitation(db, organization, invitationId);
    if (row === null) throw new Error('no invitation');
    return row;
  };
  const asked = async () => {
    const approvalId = (await read()).approvalId ?? '';
    const approval = await findApproval(db, organization, approvalId);
    if (approval === null) throw new Error('no approval');
    return approval;
  };
  return {
    workflowId,
    handle,
    read,
    asked,
    begin: (by = admin, requestId = randomUUID()) => {
      const args: [InvitationInput] = [{ organization, invitationId }];
      const summary = `invitation ${invitationId}`;
      return client.workflow.executeUpdateWithStart(begin, {
        args: [{ ...click(by), requestId }],
        updateId: requestId,
        startWorkflowOperation: new WithStartWorkflowOperation(invitationWorkflow, {
          ...startOptions({ process: 'invitation', organization, summary, queue: taskQueue }),
          workflowId,
          args,
        }),
      });
    },
    click: <Result>(update: UpdateDefinition<Result, [Click]>, by = admin) =>
      handle.executeUpdate(update, { args: [click(by)] }),
    /** presses the button behind the link */
    accept: async (version = 1, now = new Date()) => {
      const claimed = await claimInvitation(db, organization, { invitationId, token: token(version), now });
      return await handle.executeUpdate(accept, { args: [{ ...claimed, requestId: randomUUID() }] });
    },
    /** decides, as the approver saw it */
    decide: async (by: string, decision: 'approve' | 'refuse', reason: string) => {
      const { id, factsHash } = await asked();
      const noteId = await here.note(by, reason);
      const approval = client.workflow.getHandle(approvalWorkflowId(organization, id));
      return await approval.executeUpdate(decide, { args: [{ ...click(by), decision, factsHash, noteId }] });
    },
    /** the run of its approval */
    approval: async () => client.workflow.getHandle(approvalWorkflowId(organization, (await asked()).id)),
    link: (version = 1) => `${url}/join#${organization}.${invitationId}.${token(version)}`,
    until: (status: string) =>
      eventually(async () => {
        const row = await read();
        if (row.status !== status) throw new Error(`the invitation is ${row.status}`);
        return row;
      }),
    events: async () => (await handle.fetchHistory()).events ?? [],
  };
}

/** How often the audit says that this happened to the object. */
export async function times(here: Acme, objectId: string, type: string): Promise<number> {
  const sql = 'SELECT FROM events WHERE object_id = $1 AND type = $2';
  return (await here.owner.query(sql, [objectId, type])).rowCount ?? 0;
}
