import { SegmentedControl } from '@mantine/core';

/** Switches a list between what concerns the reader (`mine`, in the page's words) and all of it. */
export function MineOrAll(props: { mine: string; all: boolean; onChange: (all: boolean) => void }) {
  return (
    <SegmentedControl
      size="xs"
      aria-label="Show"
      value={props.all ? 'all' : 'mine'}
      onChange={(show) => props.onChange(show === 'all')}
      data={[
        { value: 'mine', label: props.mine },
        { value: 'all', label: 'All' },
      ]}
    />
  );
}
