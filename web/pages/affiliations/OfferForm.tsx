import { Radio, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi } from '@tanstack/react-router';
import { use } from 'react';
import { api, type Schema, take } from '../../client.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { ShowCode } from './show-code.ts';

const route = getRouteApi('/o/$organization/affiliations/offer');

/** Makes a code for an admin of the other organization. */
export function OfferForm() {
  const { organization } = route.useParams();
  const show = use(ShowCode);
  const form = useForm<{ other: Schema<'AffiliationSide'> }>({ initialValues: { other: 'subsidiary' } });
  return (
    <SideForm
      title="Offer an affiliation"
      says="You get a code, which is shown once. Give it to an admin of the other organization: whoever has it learns the name of yours, and can agree within 7 days."
      form={form}
      submitLabel="Make the code"
      send={async (body, header) => {
        const made = await take(
          api.POST('/v1/organizations/{organization}/affiliations', {
            params: { path: { organization }, header },
            body,
          }),
        );
        show({ name: 'the affiliation', key: made.code });
      }}
      done="The code is made"
      back={paths.affiliations(organization)}
    >
      <Radio.Group label="The other organization would be" {...form.getInputProps('other')}>
        <Stack gap="xs" mt="xs">
          <Radio value="subsidiary" label="A subsidiary" description="Your admins may ask theirs to remove someone" />
          <Radio value="parent" label="The parent" description="Its admins may ask yours to remove someone" />
        </Stack>
      </Radio.Group>
    </SideForm>
  );
}
