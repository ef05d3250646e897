import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';

/** Narrows a list by what is typed, a moment after the last letter. */
export function SearchField(props: {
  label: string;
  placeholder: string;
  value: string;
  onChange: (typed: string) => void;
}) {
  const [typed, setTyped] = useState(props.value);
  const soon = useDebouncedCallback((text: string) => props.onChange(text.trim()), 250);
  return (
    <TextInput
      size="xs"
      w={200}
      type="search"
      aria-label={props.label}
      placeholder={props.placeholder}
      leftSection={<IconSearch size={14} aria-hidden />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        soon(event.currentTarget.value);
      }}
    />
  );
}
