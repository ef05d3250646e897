import { Select } from '@mantine/core';
import { type Look, type StatusKind, type StatusOf, statusLooks } from './status-words.ts';

interface StatusFilterProps<K extends StatusKind, S extends StatusOf<K>> {
  kind: K;
  /** those that the list can be asked for */
  only?: readonly S[];
  value: S | undefined;
  onChange: (status: S | undefined) => void;
}

/** Narrows a list to one status. */
export function StatusFilter<K extends StatusKind, S extends StatusOf<K>>(props: StatusFilterProps<K, S>) {
  const looks = statusLooks[props.kind] as Record<PropertyKey, Look>;
  const statuses = props.only ?? (Object.keys(looks) as S[]);
  return (
    <Select
      size="xs"
      w={180}
      aria-label="Status"
      placeholder="Any status"
      clearable
      clearButtonProps={{ 'aria-label': 'Any status' }}
      data={statuses.map((status) => ({ value: String(status), label: looks[status]?.label ?? String(status) }))}
      value={props.value === undefined ? null : String(props.value)}
      onChange={(chosen) => props.onChange(statuses.find((status) => status === chosen))}
    />
  );
}
