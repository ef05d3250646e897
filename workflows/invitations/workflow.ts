import { allHandlersFinished, CancellationScope, condition } from '@temporalio/workflow';
import type { InvitationStatus } from '../../rules/invitations/states.ts';
import { nextReminder } from '../../rules/invitations/timetable.ts';
import { askApprovers, needNoAnswer } from '../steps/approval.ts';
import { inBackground } from '../steps/background.ts';
import { namedFailure } from '../steps/failures.ts';
import { until } from '../steps/steered-run.ts';
import { listen } from './clicks.ts';
import type { InvitationInput } from './messages.ts';
import { type InvitationRun, invitationRun } from './run.ts';

/**
 * Brings one person in (design, Joining): the policy's answer, an approval where it asks for one, a link by mail, the button that is pressed. Steered by the
 * Updates of `messages.ts`; a cancellation of the run itself is ignored, because an invitation is revoked.
 * @returns how it ended; `draft` when nobody began it, or the policy refused it
 */
export async function invitation(input: InvitationInput): Promise<InvitationStatus> {
  const run = invitationRun(input);
  listen(run);
  return await CancellationScope.nonCancellable(async () => {
    await story(run);
    run.waiting('nothing');
    await condition(allHandlersFinished);
    return run.status;
  });
}

async function story(run: InvitationRun): Promise<void> {
  if (!(await begun(run))) return;
  if (run.status === 'awaiting_approval') await approved(run);
  while (run.status === 'sent') await accepted(run);
  if (run.status === 'refused') await refused(run);
}

/** `begin` asks the policy; a run that nobody begins, and one that was refused, ends. */
async function begun(run: InvitationRun): Promise<boolean> {
  run.waiting('nothing');
  await condition(() => run.begun !== 'no', '1 minute', { summary: 'until it is begun' });
  await condition(() => run.begun !== 'asking');
  return run.begun === 'yes';
}

/** Approvers decide, in a run of their own; or an admin revokes meanwhile. */
async function approved(run: InvitationRun): Promise<void> {
  const { organization, invitationId } = run.input;
  const { id: approvalId = '', requestedById = '' } = run.approval ?? {};
  const decision = askApprovers(
    { organization, approvalId, requestedById, about: `invitation ${invitationId}` },
    () => {
      run.asked = true;
    },
  );
  run.waiting('approval');
  const open = () => run.status === 'awaiting_approval';
  const outcome = await Promise.race([decision, condition(() => !open()).then(() => 'withdrawn' as const)]);
  await run.serially(async () => {
    if (open() && outcome === 'approved') await send(run);
    if (open()) await refuse(run, `approval-${outcome}`);
  });
  if (outcome === 'withdrawn' || outcome === 'stopped') await needNoAnswer(organization, approvalId);
}

async function send(run: InvitationRun): Promise<void> {
  try {
    run.link = await run.own('make the link').sendInvitation(run.at());
    run.status = 'sent';
  } catch (error) {
    const failure = namedFailure(error);
    if (failure === undefined) throw error;
    await refuse(run, failure.name);
  }
}

async function refuse(run: InvitationRun, reason: string): Promise<void> {
  run.status = (await run.own('refuse').refuseInvitation({ ...run.at(), reason })).status;
}

/** One link's life: mailed, reminded, and at its end expired; unless it is accepted, revoked, or sent anew. */
async function accepted(run: InvitationRun): Promise<void> {
  const { link } = run;
  if (link === undefined) throw new RangeError('sent without a link');
  run.trouble = undefined;
  const letters = [mailLink(run, link.version, 0)];
  const times = { sentAt: new Date(link.sentAt), expiresAt: new Date(link.expiresAt) };
  const settled = () => run.status !== 'sent' || run.link !== link;
  for (let reminded = 0; !settled(); ) {
    run.waiting('acceptance', link.expiresAt);
    const reminder = nextReminder(times, link.reminderDays, reminded);
    const due = (reminder ?? times.expiresAt).getTime();
    if (await until(settled, due, reminder === undefined ? 'until the link expires' : 'until the next reminder')) break;
    if (reminder === undefined) await expire(run, settled);
    else letters.push(mailLink(run, link.version, ++reminded));
  }
  for (const stop of letters) stop();
}

function mailLink(run: InvitationRun, version: number, reminder: number): () => void {
  const summary = reminder === 0 ? `mail link ${version}` : `mail reminder ${reminder} of link ${version}`;
  return inBackground(
    () => run.mail(summary).mailInvitation({ ...run.at(), version, reminder }),
    (failure) => {
      run.trouble = failure;
      run.waiting(run.waitsFor, run.link?.expiresAt);
    },
  );
}

async function expire(run: InvitationRun, settled: () => boolean): Promise<void> {
  await run.serially(async () => {
    if (!settled()) run.status = (await run.own('expire').expireInvitation(run.at())).status;
  });
  if (!settled())
    await condition(settled, '1 minute', { summary: 'until it has expired by the database’s account too' });
}

/** The inviter hears why; an unreachable mail server changes nothing about it. */
async function refused(run: InvitationRun): Promise<void> {
  run.waiting('nothing');
  try {
    await run.mail('tell the inviter').mailRefusal(run.at());
  } catch (error) {
    if (namedFailure(error) === undefined) throw error;
  }
}
