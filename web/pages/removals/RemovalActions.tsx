import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
import { IconCertificate, IconExternalLink, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useEffect } from 'react';
import { api, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { RowMenu } from '../../components/RowMenu.tsx';
import { paths } from '../../paths.ts';
import type { Removal } from './queries.ts';
import { useSteering } from './steering.ts';

/** What an admin can do with a removal as a whole. */
export function RemovalActions({ organization, removal }: { organization: string; removal: Removal }) {
  const steer = useSteering(organization, removal.id);
  const { problem } = steer;
  useEffect(() => {
    if (problem) notifications.show({ color: 'red', title: problem.message, message: problem.detail ?? '' });
  }, [problem]);
  const runs = removal.endedAt === null;
  return (
    <>
      {removal.hasCertificate && (
        <Button
          component={Link}
          to={paths.certificate(organization, removal.id)}
          leftSection={<IconCertificate size={16} aria-hidden />}
        >
          Certificate
        </Button>
      )}
      {removal.run !== null && (
        <Button
          component="a"
          href={removal.run}
          target="_blank"
          rel="noreferrer"
          variant="default"
          leftSection={<IconExternalLink size={16} aria-hidden />}
        >
          Temporal UI (new tab)
        </Button>
      )}
      {runs &&
        (removal.pausedAt === null ? (
          <MayButton
            may={removal.may.pause}
            variant="default"
            loading={steer.pending}
            onClick={steer.pause}
            leftSection={<IconPlayerPause size={16} aria-hidden />}
          >
            Pause
          </MayButton>
        ) : (
          <MayButton
            may={removal.may.resume}
            loading={steer.pending}
            onClick={steer.resume}
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
          >
            Resume
          </MayButton>
        ))}
      {!runs && removal.may.reinstate.allowed && (
        <MayButton may={removal.may.reinstate} to={paths.removalReinstate(organization, removal.id)} variant="default">
          Reinstate …
        </MayButton>
      )}
      {runs && <More organization={organization} removal={removal} />}
    </>
  );
}

function More({ organization, removal }: { organization: string; removal: Removal }) {
  const confirm = useConfirm();
  const cancel = () =>
    confirm({
      title: `Cancel the removal of ${removal.member.name}?`,
      says: `Everything is put back as it was${removal.adoptedSuspension ? '; they stay suspended, as they were before' : `, and ${removal.member.name} can enter again`}.`,
      action: 'Cancel the removal',
      danger: true,
      run: async (header) => {
        const params = { path: { organization, removal: removal.id }, header };
        await take(api.POST('/v1/organizations/{organization}/removals/{removal}/cancel', { params }));
        notifications.show({ color: 'green', message: 'The removal is cancelled' });
      },
    });
  return (
    <RowMenu
      label="More actions"
      actions={[
        { label: 'Move the date', may: removal.may.moveDate, to: paths.removalMoveDate(organization, removal.id) },
        {
          label: 'Change who gets what is left',
          may: removal.may.changeSuccessor,
          to: paths.removalSuccessor(organization, removal.id),
        },
        { label: 'Cancel the removal', may: removal.may.cancel, danger: true, onClick: cancel },
        {
          label: 'Reinstate: undo what it has done',
          may: removal.may.reinstate,
          to: paths.removalReinstate(organization, removal.id),
        },
      ]}
    />
  );
}
