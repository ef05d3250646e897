import { Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { needed } from '../../components/forms.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { titleOf } from './columns.tsx';
import { followUpQuery } from './queries.ts';

/** An admin doubts what was attested: its owner is told anew, and the removal waits. */
export function ReopenForm() {
  const { organization = '', followUp: id = '' } = useParams({ strict: false });
  const { data: followUp } = useSuspenseQuery(followUpQuery(organization, id));
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { reason: '' },
    validate: { reason: needed('Say what speaks against it') },
  });
  return (
    <SideForm
      title="Open it again"
      says={`${titleOf(followUp)}. The attestation is withdrawn, ${followUp.owner.name} is told, and the removal waits for it again.`}
      form={form}
      submitLabel="Open again"
      send={({ reason }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/follow-ups/{followUp}/reopen', {
            params: { path: { organization, followUp: id }, header },
            body: { reason: reason.trim() },
          }),
        )
      }
      done="Opened again"
      back={paths.followUps(organization)}
    >
      <Textarea
        key={form.key('reason')}
        label="What speaks against it"
        withAsterisk
        autosize
        minRows={2}
        data-autofocus
        {...form.getInputProps('reason')}
      />
    </SideForm>
  );
}
