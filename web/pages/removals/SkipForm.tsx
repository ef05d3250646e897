import { Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api, given, type Schema, take } from '../../client.ts';
import { needed } from '../../components/forms.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { useItem } from './ChangeSuccessorForm.tsx';
import { removalQuery } from './queries.ts';
import { stepWords } from './words.ts';

/** Goes on without one item, or without what is left of a blocked step. The certificate says so. */
export function SkipForm() {
  const { organization = '', removal: id = '', step = '', item: key } = useParams({ strict: false });
  const { data: removal } = useSuspenseQuery(removalQuery(organization, id));
  const item = useItem(organization, id, key);
  const stepName = step as Schema<'StepName'>;
  const what = item?.name ?? stepWords[stepName];
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { reason: '' },
    validate: { reason: needed('Say why') },
  });
  return (
    <SideForm
      title={`Skip ${what}`}
      says={`The removal of ${removal.member.name} goes on without ${item ? 'it' : 'what is left of this step'}. The certificate lists it as not proven, with your reason.`}
      form={form}
      submitLabel="Skip"
      danger
      send={({ reason }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/removals/{removal}/skip', {
            params: { path: { organization, removal: id }, header },
            body: { step: stepName, reason: reason.trim(), ...given({ itemKey: key }) },
          }),
        )
      }
      done={`Skipped: ${what}`}
      back={paths.removal(organization, id)}
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
