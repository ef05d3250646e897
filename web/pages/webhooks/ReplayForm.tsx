import { NumberInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { webhookQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/webhooks/$webhook/replay');

/** Sends everything from an event on again. */
export function ReplayForm() {
  const { organization, webhook } = route.useParams();
  const { data } = useSuspenseQuery(webhookQuery(organization, webhook));
  const form = useForm({
    initialValues: { sequence: Math.max(data.sequence, 1) as number | '' },
    validate: { sequence: (sequence) => (sequence === '' ? 'Enter the number of an event' : null) },
  });
  return (
    <SideForm
      title={`Replay to ${data.description}`}
      says="Everything from this event on is sent again, in order and with the same ids, so that a host which has them already drops them."
      form={form}
      submitLabel="Replay"
      send={({ sequence }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/webhooks/{webhook}/replay', {
            params: { path: { organization, webhook }, header },
            body: { sequence: Number(sequence) },
          }),
        )
      }
      done="The replay has begun"
      back={paths.webhook(organization, webhook)}
    >
      <NumberInput
        label="From event"
        description={`Its number; ${data.sequence} was the last to be sent`}
        min={1}
        allowDecimal={false}
        withAsterisk
        data-autofocus
        {...form.getInputProps('sequence')}
      />
    </SideForm>
  );
}
