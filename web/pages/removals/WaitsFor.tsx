import { Anchor, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Notice } from '../../components/Notice.tsx';
import { When } from '../../components/When.tsx';
import { counted } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { Blocked } from './Blocked.tsx';
import type { Removal } from './queries.ts';

/** What the removal waits for now: for whom, until when, and what can be done. Nothing when it simply goes on. */
export function WaitsFor({ organization, removal }: { organization: string; removal: Removal }) {
  if (removal.endedAt !== null) return null;
  const blocked = removal.steps.find((step) => step.status === 'blocked');
  return (
    <Stack gap="sm" aria-live="polite" aria-label="What it waits for" role="region">
      {removal.pausedAt !== null && (
        <Notice kind="wait" heading title="Paused">
          Since <When at={removal.pausedAt} inline />. It stays so until an admin resumes it.
        </Notice>
      )}
      {blocked && <Blocked organization={organization} removal={removal} step={blocked} />}
      {!blocked && removal.driftWaiting > 0 && (
        <Notice kind="failure" heading title="New things were found after the suspension">
          {counted(removal.driftWaiting, 'item')} below. They are not touched before an admin has looked at them.
        </Notice>
      )}
      {removal.status === 'awaiting_approval' && (
        <Notice kind="wait" heading title="Waits for approval">
          As the policy asks.{' '}
          <Anchor component={Link} to={paths.approvals(organization)} underline="always" fz="sm">
            See the approvals
          </Anchor>
        </Notice>
      )}
      {removal.status === 'waiting' && (
        <Notice kind="info" heading title="Waits for its date">
          <When at={removal.effectiveAt} timeZone={removal.timeZone} inline />. Until then {removal.member.name} works
          on, and everything can be moved or cancelled.
        </Notice>
      )}
      {!blocked && removal.status === 'running' && removal.step === 'grants' && removal.openFollowUps > 0 && (
        <Notice kind="wait" heading title={`Waits for ${counted(removal.openFollowUps, 'follow-up')}`}>
          They stand below. Their owners are reminded until they are done, then it is escalated.
        </Notice>
      )}
      {!blocked && removal.keysEndAt !== null && (
        <Notice kind="wait" heading title="Waits until the replaced keys have ended">
          <When at={removal.keysEndAt} inline />. Until then old and new keys both work, so that nobody is cut off. Then
          every door is tried, and the certificate is signed. <KeysLink organization={organization} />
        </Notice>
      )}
    </Stack>
  );
}

function KeysLink({ organization }: { organization: string }) {
  return (
    <Anchor component={Link} to={paths.apiKeys(organization)} underline="always" fz="sm">
      See the keys
    </Anchor>
  );
}
