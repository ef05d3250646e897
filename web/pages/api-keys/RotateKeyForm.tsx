import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { use, useState } from 'react';
import { api, given, take } from '../../client.ts';
import { InstantField, type TypedInstant } from '../../components/InstantField.tsx';
import { SideForm } from '../../components/SideForm.tsx';
import { instantOf, ownTimeZone, typedOf } from '../../components/time.ts';
import { paths } from '../../paths.ts';
import { apiKeyQuery } from './queries.ts';
import { ShowKey } from './show-key.ts';

const route = getRouteApi('/o/$organization/api-keys/$key/rotate');

interface Values extends Record<string, unknown> {
  ends: TypedInstant;
}

/** A new key in the place of an old one, which works until a time that is chosen. */
export function RotateKeyForm() {
  const { organization, key } = route.useParams();
  const show = use(ShowKey);
  const { data } = useSuspenseQuery(apiKeyQuery(organization, key));
  const [local] = useState(tomorrow);
  const form = useForm<Values>({
    initialValues: { ends: { local, timeZone: ownTimeZone } },
    validate: { ends: ({ local: at, timeZone }) => (instantOf(at, timeZone) ? null : 'Enter date and time') },
  });
  return (
    <SideForm
      title={`Rotate ${data.name}`}
      says="A new key takes its place, and is shown once. The old one works until the time below; a time that has passed ends it at once."
      form={form}
      submitLabel="Rotate"
      send={async ({ ends }, header) => {
        const made = await take(
          api.POST('/v1/organizations/{organization}/api-keys/{key}/rotate', {
            params: { path: { organization, key }, header },
            body: given({ graceUntil: instantOf(ends.local, ends.timeZone) }),
          }),
        );
        show({ name: made.name, key: made.key });
      }}
      done="The key is rotated"
      back={paths.apiKeys(organization)}
    >
      <InstantField
        label="The old key ends"
        value={form.values.ends}
        onChange={(ends) => form.setFieldValue('ends', ends)}
        error={form.errors['ends']}
        autoFocus
      />
    </SideForm>
  );
}

const tomorrow = (): string => typedOf(new Date(Date.now() + 86_400_000).toISOString(), ownTimeZone);
