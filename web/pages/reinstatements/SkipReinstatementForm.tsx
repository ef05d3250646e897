import { Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, type Schema, take } from '../../client.ts';
import { needed } from '../../components/forms.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { reinstatementQuery } from './queries.ts';
import { reinstatementStepWords } from './words.ts';

const route = getRouteApi('/o/$organization/reinstatements/$reinstatement/skip/$step');

/** Goes on without what is left of a blocked step. The items say so. */
export function SkipReinstatementForm() {
  const { organization, reinstatement: id, step } = route.useParams();
  const { data: reinstatement } = useSuspenseQuery(reinstatementQuery(organization, id));
  const stepName = step as Schema<'ReinstatementStepName'>;
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { reason: '' },
    validate: { reason: needed('Say why') },
  });
  return (
    <SideForm
      title={`Skip ${reinstatementStepWords[stepName]}`}
      says={`The reinstatement of ${reinstatement.member.name} goes on without what is left of this step. Its items are listed as skipped, with your reason.`}
      form={form}
      submitLabel="Skip"
      danger
      send={({ reason }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/reinstatements/{reinstatement}/skip', {
            params: { path: { organization, reinstatement: id }, header },
            body: { step: stepName, reason: reason.trim() },
          }),
        )
      }
      done={`Skipped: ${reinstatementStepWords[stepName]}`}
      back={paths.reinstatement(organization, id)}
    >
      <Textarea
        key={form.key('reason')}
        label="Reason"
        withAsterisk
        autosize
        minRows={3}
        data-autofocus
        {...form.getInputProps('reason')}
      />
    </SideForm>
  );
}
