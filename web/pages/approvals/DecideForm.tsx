import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { api, take } from '../../client.ts';
import { useCommand } from '../../command.ts';
import { needed } from '../../components/forms.ts';
import { MayButton } from '../../components/MayButton.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import type { Approval } from './queries.ts';

type Decision = 'approve' | 'refuse';

/** The decision carries the hash of the facts above: should they have changed meanwhile, the API refuses it. */
export function DecideForm({ organization, approval }: { organization: string; approval: Approval }) {
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { reason: '' },
    validate: { reason: needed('Say why, in a few words') },
  });
  const decide = useCommand(({ decision, reason }: { decision: Decision; reason: string }, header) =>
    take(
      api.POST('/v1/organizations/{organization}/approvals/{approval}/decide', {
        params: { path: { organization, approval: approval.id }, header },
        body: { decision, reason, factsHash: approval.factsHash },
      }),
    ),
  );
  const send = (decision: Decision) => () => {
    if (form.validate().hasErrors) {
      form.getInputNode('reason')?.focus();
      return;
    }
    const { reason } = form.getValues();
    void decide.run({ decision, reason: reason.trim() }).then(
      () => notifications.show({ color: 'green', message: decision === 'approve' ? 'Approved' : 'Refused' }),
      () => undefined, // the problem shows below
    );
  };
  if (!approval.may.decide.allowed) {
    return (
      <Stack align="flex-start">
        <Text size="sm">{approval.may.decide.because}</Text>
        <MayButton may={approval.may.decide}>Approve</MayButton>
      </Stack>
    );
  }
  return (
    <Stack maw={560}>
      {decide.problem && <ProblemAlert problem={decide.problem} focus />}
      <form noValidate onSubmit={(event) => event.preventDefault()}>
        <Stack>
          <Textarea
            key={form.key('reason')}
            label="Reason"
            description="Kept with the decision, for whoever asks later"
            withAsterisk
            autosize
            minRows={2}
            {...form.getInputProps('reason')}
          />
          <Group>
            <Button loading={decide.pending} onClick={send('approve')}>
              Approve
            </Button>
            <Button variant="default" loading={decide.pending} onClick={send('refuse')}>
              Refuse
            </Button>
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}
