import { Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { needed } from '../../components/forms.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { offerQuery } from './queries.ts';

/** All of it: it goes to the next by the rules. */
export function DeclineForm() {
  const { organization = '', offer: id = '' } = useParams({ strict: false });
  const { data: offer } = useSuspenseQuery(offerQuery(organization, id));
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { reason: '' },
    validate: { reason: needed('Say why') },
  });
  return (
    <SideForm
      title="Decline"
      says={`Nothing of what ${offer.leaver.name} leaves will come to you, now or later. It goes to whoever is next, and whoever asked for the removal is told.`}
      form={form}
      submitLabel="Decline all"
      send={({ reason }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/hand-over-offers/{offer}/decline', {
            params: { path: { organization, offer: id }, header },
            body: { reason: reason.trim() },
          }),
        )
      }
      done="Declined"
      back={paths.handOverOffer(organization, id)}
    >
      <Textarea
        key={form.key('reason')}
        label="Why"
        withAsterisk
        autosize
        minRows={2}
        data-autofocus
        {...form.getInputProps('reason')}
      />
    </SideForm>
  );
}
