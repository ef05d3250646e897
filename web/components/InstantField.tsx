import { Group, Select, Text, TextInput } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { absolute, instantOf, ownTimeZone, timeZones } from './time.ts';

/** A date and time as it is typed, with the zone it is meant in. */
export interface TypedInstant {
  local: string;
  timeZone: string;
}

interface InstantFieldProps {
  label: string;
  value: TypedInstant;
  onChange: (value: TypedInstant) => void;
  error?: ReactNode;
  autoFocus?: boolean;
}

/** Asks for an instant: date, time and zone, and shows what it comes to here. */
export function InstantField({ label, value, onChange, error, autoFocus }: InstantFieldProps) {
  const says = useId();
  const at = instantOf(value.local, value.timeZone);
  return (
    <div>
      <Group align="flex-start" gap="sm">
        <TextInput
          type="datetime-local"
          label={label}
          withAsterisk
          value={value.local}
          onChange={(event) => onChange({ ...value, local: event.currentTarget.value })}
          error={error}
          aria-describedby={says}
          {...(autoFocus && { 'data-autofocus': true })}
        />
        <Select
          label="Time zone"
          data={timeZones()}
          searchable
          allowDeselect={false}
          value={value.timeZone}
          onChange={(timeZone) => timeZone !== null && onChange({ ...value, timeZone })}
        />
      </Group>
      <Text id={says} size="xs" c="dimmed" mt={4} aria-live="polite">
        {at === undefined
          ? 'No date yet.'
          : value.timeZone === ownTimeZone
            ? `That is ${absolute(at)}.`
            : `That is ${absolute(at, value.timeZone)}, here ${absolute(at)}.`}
      </Text>
    </div>
  );
}
