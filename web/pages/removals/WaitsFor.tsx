import { Anchor, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconAlertTriangle, IconClock, IconPlayerPause } from '@tabler/icons-react';
import { When } from '../../components/When.tsx';
import { counted } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { Blocked } from './Blocked.tsx';
import type { Removal } from './queries.ts';
import { Waiting } from './Waiting.tsx';

/** What the removal waits for now: for whom, until when, and what can be done. Nothing when it simply goes on. */
export function WaitsFor({ organization, removal }: { organization: string; removal: Removal }) {
  if (removal.endedAt !== null) return null;
  const blocked = removal.steps.find((step) => step.status === 'blocked');
  return (
    <Stack gap="sm" aria-live="polite" aria-label="What it waits for" role="region">
      {removal.pausedAt !== null && (
        <Waiting color="orange" icon={<IconPlayerPause aria-hidden />} title="Paused">
          Since <When at={removal.pausedAt} inline />. It stays so until an admin resumes it.
        </Waiting>
      )}
      {blocked && <Blocked organization={organization} removal={removal} step={blocked} />}
      {!blocked && removal.driftWaiting > 0 && (
        <Waiting
          color="red"
          icon={<IconAlertTriangle aria-hidden />}
          title="New things were found after the suspension"
        >
          {counted(removal.driftWaiting, 'item')} of the plan below. They are not touched before an admin has looked at
          them.
        </Waiting>
      )}
      {removal.status === 'awaiting_approval' && (
        <Waiting color="orange" icon={<IconClock aria-hidden />} title="Waits for approval">
          As the policy asks.{' '}
          <Anchor component={Link} to={paths.approvals(organization)} underline="always" fz="sm">
            See the approvals
          </Anchor>
        </Waiting>
      )}
      {removal.status === 'waiting' && (
        <Waiting color="blue" icon={<IconClock aria-hidden />} title="Waits for its date">
          <When at={removal.effectiveAt} timeZone={removal.timeZone} inline />. Until then {removal.member.name} works
          on, and everything can be moved or cancelled.
        </Waiting>
      )}
      {!blocked && removal.status === 'running' && removal.step === 'grants' && removal.openFollowUps > 0 && (
        <Waiting
          color="orange"
          icon={<IconClock aria-hidden />}
          title={`Waits for ${counted(removal.openFollowUps, 'follow-up')}`}
        >
          They stand below. Their owners are reminded until they are done, then it is escalated.
        </Waiting>
      )}
    </Stack>
  );
}
