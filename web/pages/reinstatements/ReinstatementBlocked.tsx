import { Group, Text } from '@mantine/core';
import { IconPlayerSkipForward, IconRefresh } from '@tabler/icons-react';
import { api, take } from '../../client.ts';
import { useCommand, type WriteHeaders } from '../../command.ts';
import { MayButton } from '../../components/MayButton.tsx';
import { Notice } from '../../components/Notice.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { When } from '../../components/When.tsx';
import { humanize } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import type { Reinstatement } from './queries.ts';
import { reinstatementStepWords } from './words.ts';

interface BlockedProps {
  organization: string;
  reinstatement: Reinstatement;
  step: Reinstatement['steps'][number];
}

/** A step that can't go on: why, until when an admin has to act, and what can be done. Until then they stay shut. */
export function ReinstatementBlocked({ organization, reinstatement, step }: BlockedProps) {
  const retry = useCommand((_: null, header: WriteHeaders) =>
    take(
      api.POST('/v1/organizations/{organization}/reinstatements/{reinstatement}/retry', {
        params: { path: { organization, reinstatement: reinstatement.id }, header },
        body: { step: step.step },
      }),
    ),
  );
  const facts = Object.entries(step.failure?.facts ?? {});
  return (
    <Notice
      kind="failure"
      heading
      title={`${reinstatementStepWords[step.step]} is blocked: ${step.failure?.says ?? 'it waits for an admin'}`}
    >
      {facts.length > 0 && (
        <Text size="sm" className="break">
          {facts.map(([name, value]) => `${humanize(name)}: ${value}`).join(' · ')}
        </Text>
      )}
      <Text size="sm">
        {reinstatement.member.name} stays suspended until all is given back.{' '}
        {step.deadline !== null && (
          <>
            An admin has until <When at={step.deadline} inline />; then the custodian is told.
          </>
        )}
      </Text>
      {retry.problem && <ProblemAlert problem={retry.problem} focus />}
      <Group gap="xs" mt="sm">
        <MayButton
          may={step.may.retry}
          onClick={() => void retry.run(null).catch(() => undefined)}
          loading={retry.pending}
          leftSection={<IconRefresh size={16} aria-hidden />}
        >
          Retry now
        </MayButton>
        <MayButton
          may={step.may.skip}
          to={paths.reinstatementSkip(organization, reinstatement.id, step.step)}
          variant="default"
          leftSection={<IconPlayerSkipForward size={16} aria-hidden />}
        >
          Skip with a reason
        </MayButton>
      </Group>
    </Notice>
  );
}
