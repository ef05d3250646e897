import { condition, setHandler } from '@temporalio/workflow';
import { type InvitationAction, possibleIn } from '../../rules/invitations/states.ts';
import { type Clicks, clicks } from '../steps/clicks.ts';
import { refusal } from '../steps/failures.ts';
import * as messages from './messages.ts';
import { type InvitationRun, stateOf } from './run.ts';

/**
 * Sets the handlers of every Update and of the query, before the first await. A validator refuses from what the run knows; the handler's effect, an activity
 * with a receipt for this click, refuses from what the database knows.
 */
export function listen(run: InvitationRun): void {
  const takes = clicks(run.serially);
  setHandler(messages.state, () => stateOf(run));
  beginning(run, takes);
  steering(run, takes);
}

function beginning(run: InvitationRun, takes: Clicks): void {
  takes(
    messages.begin,
    () => undefined,
    async (click) => {
      const { invitationId } = run.input;
      if (run.begun === 'yes') return { invitationId, status: run.status };
      run.begun = 'asking';
      try {
        const { status, link, approval } = await run.own('request').requestInvitation({ ...run.at(), ...click });
        run.begun = 'yes';
        run.status = status;
        run.link = link ?? undefined;
        run.approval = approval ?? undefined;
        if (status === 'awaiting_approval') await condition(() => run.asked); // whoever reads the answer may decide at once
        return { invitationId, status };
      } finally {
        if (run.begun === 'asking') run.begun = 'refused';
      }
    },
  );
}

function steering(run: InvitationRun, takes: Clicks): void {
  const possible = (action: InvitationAction) => {
    const states = possibleIn[action];
    if (states.includes(run.status)) return;
    throw refusal('wrong-state', { object: 'invitation', state: run.status, needs: states.join(' or ') });
  };
  takes(
    messages.resend,
    () => possible('resend'),
    async (click) => {
      run.link = await run.own('make a new link').resendInvitation({ ...run.at(), ...click });
    },
  );
  takes(
    messages.revoke,
    () => possible('revoke'),
    async (click) => {
      run.status = (await run.own('revoke').revokeInvitation({ ...run.at(), ...click })).status;
    },
  );
  takes(
    messages.accept,
    ({ tokenHash }) => {
      if (run.status !== 'sent' || run.link?.tokenHash !== tokenHash) throw refusal('link-not-valid', {});
    },
    async (acceptance) => {
      const { memberId } = await run.own('join').acceptInvitation({ ...run.at(), ...acceptance });
      run.status = 'accepted';
      return { memberId };
    },
  );
}
