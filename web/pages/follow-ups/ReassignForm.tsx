import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { MemberSelect } from '../../components/MemberSelect.tsx';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { titleOf } from './columns.tsx';
import { followUpQuery } from './queries.ts';

/** Someone else does it: due on the same day, and told. */
export function ReassignForm() {
  const { organization = '', followUp: id = '' } = useParams({ strict: false });
  const { data: followUp } = useSuspenseQuery(followUpQuery(organization, id));
  const form = useForm({
    initialValues: { ownerId: '' },
    validate: { ownerId: (owner) => (owner === '' ? 'Choose who does it' : null) },
  });
  return (
    <SideForm
      title="Hand it to someone else"
      says={`${titleOf(followUp)}. It stays due on the same day.`}
      form={form}
      submitLabel="Hand over"
      send={({ ownerId }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/follow-ups/{followUp}/reassign', {
            params: { path: { organization, followUp: id }, header },
            body: { ownerId },
          }),
        )
      }
      done="Handed over"
      back={paths.followUps(organization)}
    >
      <MemberSelect
        organization={organization}
        label="New owner"
        kind="person"
        required
        autoFocus
        except={[followUp.owner.id, followUp.leaver.id]}
        value={form.values.ownerId === '' ? null : form.values.ownerId}
        onChange={(owner) => form.setFieldValue('ownerId', owner ?? '')}
        error={form.errors['ownerId']}
      />
    </SideForm>
  );
}
