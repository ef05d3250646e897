import { Autocomplete, Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import { given } from '../../client.ts';
import { MemberSelect } from '../../components/MemberSelect.tsx';
import { instantOf, ownTimeZone, typedOf } from '../../components/time.ts';
import type { AuditSearch } from '../../search.ts';
import { memberQuery } from '../members/queries.ts';

const route = getRouteApi('/o/$organization/audit-entries');

/** What entries are about, as the API names it. */
const objects = [
  'api-key',
  'approval',
  'connection',
  'custom-role',
  'email-domain',
  'erasure',
  'follow-up',
  'grant',
  'invitation',
  'mass-removal',
  'member',
  'organization',
  'reinstatement',
  'removal',
  'resource',
  'session',
  'share',
  'team',
  'webhook',
];

interface Values {
  actorId: string | null;
  action: string;
  object: string;
  objectId: string;
  from: string;
  before: string;
}

const valuesOf = ({ actorId, action, object, objectId, from, before }: AuditSearch): Values => ({
  actorId: actorId ?? null,
  action: action ?? '',
  object: object ?? '',
  objectId: objectId ?? '',
  from: from === undefined ? '' : typedOf(from, ownTimeZone),
  before: before === undefined ? '' : typedOf(before, ownTimeZone),
});

const instant = (typed: string) => (typed === '' ? undefined : instantOf(typed, ownTimeZone));

const validate = {
  action: (typed: string) =>
    /^([a-z-]+(\.[a-z-]+)?)?$/.test(typed.trim())
      ? null
      : 'Actions look like member.suspended, or member for all of it',
  object: (typed: string) => (/^[a-z-]*$/.test(typed.trim()) ? null : 'Kinds look like member or api-key'),
  objectId: (typed: string) => (/^([0-9a-f-]{36})?$/i.test(typed.trim()) ? null : 'Ids have 36 characters'),
  before: (typed: string, { from }: Values) =>
    typed === '' || from === '' || from < typed ? null : 'Choose a time after the one from which on',
};

/** Asked for together: the address has them, so that what is seen can be shared. */
export function AuditFilters({ organization }: { organization: string }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const form = useForm<Values>({ initialValues: valuesOf(search), validate });
  const { setValues } = form;
  useEffect(() => setValues(valuesOf(search)), [search, setValues]);
  const { actorId } = form.values;
  const actor = useQuery({ ...memberQuery(organization, actorId ?? ''), enabled: actorId !== null });
  const apply = ({ action, object, objectId, from, before, actorId: by }: Values) =>
    void navigate({
      search: given({
        actorId: by ?? undefined,
        action: action.trim(),
        object: object.trim(),
        objectId: objectId.trim().toLowerCase(),
        from: instant(from),
        before: instant(before),
      }),
    });
  const zone = `In your time zone, ${ownTimeZone}`;
  return (
    <form noValidate onSubmit={form.onSubmit(apply)} aria-label="Filters">
      <Stack>
        <Group align="flex-start" grow preventGrowOverflow={false}>
          <MemberSelect
            organization={organization}
            label="Who"
            description="Whoever did it, or had a workflow do it"
            everybody
            value={actorId}
            chosen={actor.data}
            onChange={(member) => form.setFieldValue('actorId', member)}
          />
          <TextInput
            label="Action"
            description="member.suspended, or member for all of it"
            {...form.getInputProps('action')}
          />
        </Group>
        <Group align="flex-start" grow preventGrowOverflow={false}>
          <Autocomplete
            label="Kind of object"
            description="What was changed"
            data={objects}
            openOnFocus={false}
            {...form.getInputProps('object')}
          />
          <TextInput label="Id of the object" description="This one only" {...form.getInputProps('objectId')} />
        </Group>
        <Group align="flex-start" grow preventGrowOverflow={false}>
          <TextInput type="datetime-local" label="From" description={zone} {...form.getInputProps('from')} />
          <TextInput type="datetime-local" label="To" description={zone} {...form.getInputProps('before')} />
        </Group>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => void navigate({ search: {} })}>
            Clear
          </Button>
          <Button type="submit">Show</Button>
        </Group>
      </Stack>
    </form>
  );
}
