import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconExternalLink, IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useEffect } from 'react';
import { api, take } from '../../client.ts';
import { useCommand } from '../../command.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { counted } from '../../components/words.ts';
import type { MassRemoval } from './queries.ts';

/** What an admin can do with a removal of many as a whole. */
export function MassRemovalActions({ organization, massRemoval }: { organization: string; massRemoval: MassRemoval }) {
  const { may, status, pausedAt, run, counts } = massRemoval;
  const path = { organization, massRemoval: massRemoval.id };
  const confirm = useConfirm();
  const { problem, ...command } = useCommand((does: 'pause' | 'resume', header) =>
    take(
      api.POST(`/v1/organizations/{organization}/mass-removals/{massRemoval}/${does}`, { params: { path, header } }),
    ),
  );
  useEffect(() => {
    if (problem) notifications.show({ color: 'red', title: problem.message, message: problem.detail ?? '' });
  }, [problem]);
  const click = (does: 'pause' | 'resume') => () => void command.run(does).catch(() => undefined); // shown as `problem`
  const left = counts.total - counts.turn - counts.over - counts.refused;
  const cancel = () =>
    confirm({
      title: 'Cancel this removal?',
      says: `${counted(left, 'person stays', 'people stay')} as they were, or are restored. Whose things are handed over already is not: that is undone by reinstating.`,
      action: 'Cancel the removal',
      danger: true,
      run: (header) =>
        take(
          api.POST('/v1/organizations/{organization}/mass-removals/{massRemoval}/cancel', { params: { path, header } }),
        ),
    });
  return (
    <>
      {run !== null && (
        <Button
          component="a"
          href={run}
          target="_blank"
          rel="noreferrer"
          variant="default"
          leftSection={<IconExternalLink size={16} aria-hidden />}
        >
          Temporal UI (new tab)
        </Button>
      )}
      {status === 'running' && (
        <MayButton
          may={pausedAt === null ? may.pause : may.resume}
          variant="default"
          loading={command.pending}
          onClick={click(pausedAt === null ? 'pause' : 'resume')}
          leftSection={
            pausedAt === null ? <IconPlayerPause size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />
          }
        >
          {pausedAt === null ? 'Pause' : 'Resume'}
        </MayButton>
      )}
      {(status === 'running' || status === 'awaiting_approval') && (
        <MayButton
          may={may.cancel}
          variant="default"
          color="red"
          onClick={cancel}
          leftSection={<IconX size={16} aria-hidden />}
        >
          Cancel
        </MayButton>
      )}
    </>
  );
}
