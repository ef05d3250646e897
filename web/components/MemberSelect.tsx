import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, given, take } from '../client.ts';

interface MemberSelectProps {
  organization: string;
  label: string;
  description?: ReactNode;
  value: string | null;
  onChange: (member: string | null, name?: string) => void;
  error?: ReactNode;
  required?: boolean;
  /** Who is left out. */
  except?: readonly string[];
  /** Whom to offer, else people and service accounts. */
  kind?: 'person' | 'service_account';
  /** Those too who are not active, and caretakers. */
  everybody?: boolean;
  /** The present value's name, as long as the search has not found it. */
  chosen?: { id: string; name: string } | undefined;
  autoFocus?: boolean;
}

/** Chooses a member, an active one unless `everybody`, by part of the name or address. Where they don't fit into one answer of the API, it searches. */
export function MemberSelect(props: MemberSelectProps) {
  const { organization, except = [], kind, everybody = false, chosen, autoFocus, onChange, ...field } = props;
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed === chosen?.name ? '' : typed.trim(), 200);
  const first = useQuery(offeredQuery(organization, { kind, everybody }, ''));
  const large = first.data !== undefined && first.data.nextCursor !== null;
  const found = useQuery({
    ...offeredQuery(organization, { kind, everybody }, search),
    enabled: large && search !== '',
    placeholderData: keepPreviousData,
  });
  const answer = (large && search !== '' ? found.data : undefined) ?? first.data;
  const members = (answer?.items ?? []).filter(
    (member) => !except.includes(member.id) && (everybody || !member.caretaker),
  );
  const options = members.map((member) => ({
    value: member.id,
    label: member.email === null ? member.name : `${member.name} (${member.email})`,
  }));
  if (chosen && !options.some((option) => option.value === chosen.id)) {
    options.unshift({ value: chosen.id, label: chosen.name });
  }
  return (
    <Select
      {...field}
      data={options}
      onChange={(id) => onChange(id, members.find((member) => member.id === id)?.name)}
      searchable
      openOnFocus={false}
      clearable
      clearButtonProps={{ 'aria-label': `Clear ${field.label}` }}
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage={first.isFetching || found.isFetching ? 'Searching …' : 'Nobody found'}
      placeholder="Name or address"
      {...(autoFocus && { 'data-autofocus': true })}
    />
  );
}

const offeredQuery = (
  organization: string,
  { kind, everybody }: { kind: MemberSelectProps['kind']; everybody: boolean },
  search: string,
) =>
  queryOptions({
    queryKey: ['members', organization, 'select', { search, kind, everybody }],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/members', {
          params: {
            path: { organization },
            query: { limit: 200, ...(!everybody && { status: 'active' as const }), ...given({ search, kind }) },
          },
          signal,
        }),
      ),
  });
