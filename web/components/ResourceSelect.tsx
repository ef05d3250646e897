import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, given, type Schema, take } from '../client.ts';
import { humanize } from './words.ts';

interface ResourceSelectProps {
  organization: string;
  label: string;
  description?: ReactNode;
  value: string | null;
  onChange: (resource: string | null) => void;
  /** The present value, as long as the search has not found it. */
  chosen?: { id: string; name: string } | undefined;
}

/** Chooses a pipeline, connection, schedule or what else there is, by part of its name. */
export function ResourceSelect({ organization, chosen, onChange, ...field }: ResourceSelectProps) {
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed === chosen?.name ? '' : typed.trim(), 200);
  const found = useQuery({ ...someQuery(organization, search), placeholderData: keepPreviousData });
  const options = (found.data?.items ?? []).map(({ id, name, kind }) => ({
    value: id,
    label: `${name} (${humanize(kind).toLowerCase()})`,
  }));
  if (chosen && !options.some((option) => option.value === chosen.id))
    options.unshift({ value: chosen.id, label: chosen.name });
  return (
    <Select
      {...field}
      data={options}
      onChange={onChange}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': `Clear ${field.label}` }}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options: all }) => all} // the API has searched
      nothingFoundMessage={found.isFetching ? 'Searching …' : 'Nothing found'}
      placeholder="Part of its name"
    />
  );
}

const someQuery = (organization: string, search: string) =>
  queryOptions({
    queryKey: ['resources', organization, 'select', { search: nameIn(search) }],
    queryFn: ({ signal }): Promise<Schema<'ResourcePage'>> =>
      take(
        api.GET('/v1/organizations/{organization}/resources', {
          params: { path: { organization }, query: { limit: 50, ...given({ search: nameIn(search) }) } },
          signal,
        }),
      ),
  });

/** What was typed, without the kind that an option shows behind its name. */
function nameIn(typed: string): string {
  return typed.replace(/ \([^()]*\)$/, '');
}
