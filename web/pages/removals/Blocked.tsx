import { Group, Text } from '@mantine/core';
import { IconPlayerSkipForward, IconRefresh, IconUserPlus } from '@tabler/icons-react';
import { MayButton } from '../../components/MayButton.tsx';
import { Notice } from '../../components/Notice.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { When } from '../../components/When.tsx';
import { humanize } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import type { Removal, RemovalStep } from './queries.ts';
import { useSteering } from './steering.ts';
import { stepWords } from './words.ts';

interface BlockedProps {
  organization: string;
  removal: Removal;
  step: RemovalStep;
}

/** A step that can't go on: why, since when, until when an admin has to act, and what can be done. */
export function Blocked({ organization, removal, step }: BlockedProps) {
  const facts = Object.entries(step.failure?.facts ?? {});
  return (
    <Notice
      kind="failure"
      heading
      title={`${stepWords[step.step]} is blocked: ${step.failure?.says ?? 'it waits for an admin'}`}
    >
      {facts.length > 0 && (
        <Text size="sm" className="break">
          {facts.map(([name, value]) => `${humanize(name)}: ${value}`).join(' · ')}
        </Text>
      )}
      <Text size="sm">
        {step.blockedAt !== null && (
          <>
            Since <When at={step.blockedAt} inline />.{' '}
          </>
        )}
        {step.deadline !== null && (
          <>
            An admin has until <When at={step.deadline} inline />; then the custodian is told.
          </>
        )}
      </Text>
      <Actions organization={organization} removal={removal} step={step} />
    </Notice>
  );
}

function Actions({ organization, removal, step }: BlockedProps) {
  const steer = useSteering(organization, removal.id);
  return (
    <>
      {steer.problem && <ProblemAlert problem={steer.problem} focus />}
      <Group gap="xs" mt="sm">
        <MayButton
          may={step.may.retry}
          onClick={() => steer.retry(step.step)}
          loading={steer.pending}
          variant={removal.driftWaiting > 0 ? 'default' : 'filled'}
          leftSection={<IconRefresh size={16} aria-hidden />}
        >
          Retry now
        </MayButton>
        {step.step === 'transfer' && (
          <MayButton
            may={removal.may.changeSuccessor}
            to={paths.removalSuccessor(organization, removal.id)}
            variant="default"
            leftSection={<IconUserPlus size={16} aria-hidden />}
          >
            Change who gets it
          </MayButton>
        )}
        <MayButton
          may={step.may.skip}
          to={paths.removalSkip(organization, removal.id, step.step)}
          variant="default"
          leftSection={<IconPlayerSkipForward size={16} aria-hidden />}
        >
          Skip with a reason
        </MayButton>
      </Group>
    </>
  );
}
