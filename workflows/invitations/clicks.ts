import type { UpdateDefinition } from '@temporalio/common';
import { condition, setHandler, workflowInfo } from '@temporalio/workflow';
import { type InvitationAction, possibleIn } from '../../rules/invitations/states.ts';
import { refusal, refusing } from '../steps/failures.ts';
import * as messages from './messages.ts';
import { type InvitationRun, stateOf } from './run.ts';

const MOST_UPDATES = 1500; // of 2,000 that one run takes
const MOST_EVENTS = 40_000; // of 51,200

type Clicks = <Result, Input>(
  update: UpdateDefinition<Result, [Input]>,
  refuse: (input: Input) => void,
  effect: (input: Input) => Promise<Result>,
) => void;

/**
 * Sets the handlers of every Update and of the query, before the first await. A validator refuses from what the run knows; the handler's effect, an activity
 * with a receipt for this click, refuses from what the database knows.
 */
export function listen(run: InvitationRun): void {
  let taken = 0;
  const clicks: Clicks = (update, refuse, effect) => {
    const validator = (input: Parameters<typeof refuse>[0]) => {
      if (taken >= MOST_UPDATES || workflowInfo().historyLength >= MOST_EVENTS) throw refusal('run-full', {});
      refuse(input);
    };
    const handler = (input: Parameters<typeof refuse>[0]) => {
      taken += 1;
      return run.serially(() =>
        refusing(async () => {
          refuse(input); // what was clicked before it may have changed the run
          return await effect(input);
        }),
      );
    };
    setHandler(update, handler, { validator });
  };
  setHandler(messages.state, () => stateOf(run));
  beginning(run, clicks);
  steering(run, clicks);
}

function beginning(run: InvitationRun, clicks: Clicks): void {
  clicks(
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

function steering(run: InvitationRun, clicks: Clicks): void {
  const possible = (action: InvitationAction) => {
    const states = possibleIn[action];
    if (states.includes(run.status)) return;
    throw refusal('wrong-state', { object: 'invitation', state: run.status, needs: states.join(' or ') });
  };
  clicks(
    messages.resend,
    () => possible('resend'),
    async (click) => {
      run.link = await run.own('make a new link').resendInvitation({ ...run.at(), ...click });
    },
  );
  clicks(
    messages.revoke,
    () => possible('revoke'),
    async (click) => {
      run.status = (await run.own('revoke').revokeInvitation({ ...run.at(), ...click })).status;
    },
  );
  clicks(
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
