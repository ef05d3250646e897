import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, given, take } from '../../client.ts';
import { MemberSelect } from '../../components/MemberSelect.tsx';
import { SideForm } from '../../components/SideForm.tsx';
import { pageOf } from './columns.tsx';
import { resourceQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/resources/$resource/transfer');

interface Values extends Record<string, unknown> {
  ownerId: string | null;
  runsAsId: string | null;
}

/** Owner and runs-as are two facts, and change apart. */
export function TransferForm() {
  const { organization, resource } = route.useParams();
  const { data } = useSuspenseQuery(resourceQuery(organization, resource));
  const form = useForm<Values>({
    initialValues: { ownerId: null, runsAsId: null },
    validate: { ownerId: (owner, { runsAsId }) => (owner || runsAsId ? null : 'Choose an owner, or as whom it runs') },
  });
  return (
    <SideForm
      title={`Transfer ${data.name}`}
      says="The owner answers for it; its automation has the authority of whom it runs as. What you leave empty stays."
      form={form}
      submitLabel="Transfer"
      send={({ ownerId, runsAsId }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/resources/{resource}/transfer', {
            params: { path: { organization, resource }, header },
            body: given({ ownerId: ownerId ?? undefined, runsAsId: runsAsId ?? undefined }),
          }),
        )
      }
      done="It is transferred"
      back={pageOf(organization, data)}
    >
      <MemberSelect
        organization={organization}
        label="New owner"
        description={`Now ${data.owner.name}`}
        value={form.values.ownerId}
        onChange={(ownerId) => form.setFieldValue('ownerId', ownerId)}
        error={form.errors['ownerId']}
        autoFocus
      />
      {data.kind !== 'connection' && (
        <MemberSelect
          organization={organization}
          label="Runs as"
          description={data.runsAs === null ? 'It does not run now' : `Now ${data.runsAs.name}`}
          value={form.values.runsAsId}
          onChange={(runsAsId) => form.setFieldValue('runsAsId', runsAsId)}
        />
      )}
    </SideForm>
  );
}
