import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { needed } from '../../components/forms.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { pageOf } from './columns.tsx';
import { resourceQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/resources/$resource/rename');

/** The name is a label: hosts know the resource by their own id. */
export function RenameForm() {
  const { organization, resource } = route.useParams();
  const { data } = useSuspenseQuery(resourceQuery(organization, resource));
  const form = useForm({ initialValues: { name: data.name }, validate: { name: needed('Enter a name') } });
  return (
    <SideForm
      title={`Rename ${data.name}`}
      says="Your host product knows it by its own id; when it registers it again, the name is the host’s again."
      form={form}
      submitLabel="Rename"
      send={({ name }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/resources/{resource}/change', {
            params: { path: { organization, resource }, header },
            body: { name: name.trim() },
          }),
        )
      }
      done="It is renamed"
      back={pageOf(organization, data)}
    >
      <TextInput label="Name" withAsterisk data-autofocus {...form.getInputProps('name')} />
    </SideForm>
  );
}
