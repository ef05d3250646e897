import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { SuccessorChoice } from './queries.ts';
import { SuccessorFields, type SuccessorValues } from './SuccessorFields.tsx';

export interface Chosen {
  choice: SuccessorChoice;
  successorName: string;
  /** what was chosen for, in words */
  label: string;
}

interface SuccessorDialogProps {
  organization: string;
  leaver: { id: string; name: string };
  /** null: for all that is left */
  item: { kind: string; title: string; name: string } | null;
  /** where the item is a resource, so that it can be named alone */
  resourceId: string | undefined;
  opened: boolean;
  onClose: () => void;
  onChoose: (chosen: Chosen) => void;
}

/** Names a successor before the removal has begun: for one item, its kind, or all that is left. */
export function SuccessorDialog({ opened, onClose, item, ...rest }: SuccessorDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={<Text fw={650}>{item ? `Who gets ${item.name}?` : 'Who gets all that is left?'}</Text>}
      closeButtonProps={{ 'aria-label': 'Close' }}
      centered
    >
      <Choose key={item?.name} item={item} onClose={onClose} {...rest} />
    </Modal>
  );
}

function Choose(props: Omit<SuccessorDialogProps, 'opened'>) {
  const { item, resourceId } = props;
  const [values, setValues] = useState<SuccessorValues>({
    successor: null,
    scope: item === null ? 'rest' : resourceId === undefined ? 'kind' : 'item',
  });
  const [missing, setMissing] = useState(false);
  const choose = () => {
    const { successor, scope } = values;
    setMissing(successor === null);
    if (successor === null) return;
    const choice =
      scope === 'item' && resourceId !== undefined
        ? { resourceId, successorId: successor.id }
        : scope === 'kind' && item !== null
          ? { kind: item.kind, successorId: successor.id }
          : { successorId: successor.id };
    const label =
      scope === 'item' ? (item?.name ?? '') : scope === 'kind' ? `Each “${item?.title}”` : 'All that is left';
    props.onChoose({ choice, successorName: successor.name, label });
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        choose();
      }}
    >
      <Stack>
        <SuccessorFields
          organization={props.organization}
          except={[props.leaver.id]}
          item={item}
          single={resourceId !== undefined}
          values={values}
          onChange={setValues}
          error={missing && values.successor === null ? 'Choose who gets it' : null}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose}>
            Cancel
          </Button>
          <Button type="submit">Choose</Button>
        </Group>
      </Stack>
    </form>
  );
}
