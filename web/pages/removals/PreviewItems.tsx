import { Button, Group, Pill, SegmentedControl, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Schema } from '../../client.ts';
import { RowTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { counted } from '../../components/words.ts';
import { previewColumns } from './columns.tsx';
import type { SuccessorChoice } from './queries.ts';
import { type Chosen, SuccessorDialog } from './SuccessorDialog.tsx';
import { usePrinting } from './use-printing.ts';
import { isMissingSuccessor, itemName, resourceOf } from './words.ts';

type Item = Schema<'PreviewItem'>;

interface PreviewItemsProps {
  organization: string;
  plan: Schema<'MemberPlan'>;
  successors: SuccessorChoice[];
  onChange: (successors: SuccessorChoice[]) => void;
  busy: boolean;
}

/** The plan item by item, red first, and who gets what. */
export function PreviewItems({ organization, plan, successors, onChange, busy }: PreviewItemsProps) {
  const [risk, setRisk] = useState<'all' | 'red' | 'amber'>('all');
  const [some, setSome] = useState(100);
  const printing = usePrinting();
  const shown = printing ? Number.POSITIVE_INFINITY : some;
  const [choosing, setChoosing] = useState<Item | 'rest' | null>(null);
  const [names, setNames] = useState<Record<string, string>>({});
  const columns = useMemo(() => previewColumns(setChoosing), []);
  const items = plan.items.filter((item) => risk === 'all' || item.risk === risk);

  const choose = ({ choice, successorName, label }: Chosen) => {
    onChange([...successors.filter((other) => keyOf(other) !== keyOf(choice)), choice]);
    setNames({ ...names, [keyOf(choice)]: `${label}: ${successorName}` });
    setChoosing(null);
  };
  return (
    <Section
      title={`What happens to ${counted(plan.total, 'item')}`}
      aside={
        <SegmentedControl
          className="screen-only"
          size="xs"
          aria-label="Show"
          value={risk}
          onChange={(value) => setRisk(value as typeof risk)}
          data={[
            { value: 'all', label: `All ${plan.total}` },
            { value: 'red', label: `Critical ${plan.red}` },
            { value: 'amber', label: `Notice ${plan.amber}` },
          ]}
        />
      }
      flush
    >
      <Stack gap="xs" px={{ base: 'md', sm: 'lg' }} pb="sm" aria-busy={busy}>
        <Summary plan={plan} />
        <Group gap="xs">
          <Button size="xs" variant="default" className="screen-only" onClick={() => setChoosing('rest')}>
            Choose who gets all that is left
          </Button>
          <Choices
            successors={successors}
            names={names}
            onTakeBack={(choice) => onChange(successors.filter((other) => other !== choice))}
          />
        </Group>
      </Stack>
      <RowTable rows={items.slice(0, shown)} columns={columns} rowId={(item) => item.key} />
      {items.length > shown && (
        <Group p="md">
          <Button size="xs" variant="default" onClick={() => setSome(some + 200)}>
            Show more of {counted(items.length, 'item')}
          </Button>
        </Group>
      )}
      {plan.total > plan.items.length && risk === 'all' && (
        <Text size="sm" c="dimmed" p="md">
          The first {plan.items.length} of {plan.total}, red first.
        </Text>
      )}
      <SuccessorDialog
        organization={organization}
        leaver={plan.member}
        item={choosing === 'rest' || choosing === null ? null : { ...choosing, name: itemName(choosing) }}
        resourceId={choosing === 'rest' || choosing === null ? undefined : resourceOf(choosing)}
        opened={choosing !== null}
        onClose={() => setChoosing(null)}
        onChoose={choose}
      />
    </Section>
  );
}

function Summary({ plan }: { plan: Schema<'MemberPlan'> }) {
  const missing = plan.items.filter(isMissingSuccessor).length;
  return (
    <Text size="sm" role="status">
      {plan.red === 0
        ? 'Nothing critical.'
        : `${counted(plan.red, 'item is', 'items are')} critical: something would stop unless they are handed over well.`}
      {missing > 0 && (
        <Text span size="sm" fw={600}>
          {' '}
          Nobody can receive {counted(missing, 'item')} yet. Choose who does, or the removal can’t start.
        </Text>
      )}
    </Text>
  );
}

interface ChoicesProps {
  successors: SuccessorChoice[];
  /** what each choice says, by its key */
  names: Readonly<Record<string, string>>;
  onTakeBack: (choice: SuccessorChoice) => void;
}

function Choices({ successors, names, onTakeBack }: ChoicesProps) {
  return successors.map((choice) => (
    <Pill
      key={keyOf(choice)}
      withRemoveButton
      removeButtonProps={{
        'aria-label': `Take back: ${names[keyOf(choice)]}`,
        'aria-hidden': false,
        tabIndex: 0,
      }}
      onRemove={() => onTakeBack(choice)}
    >
      {names[keyOf(choice)]}
    </Pill>
  ));
}

function keyOf(choice: SuccessorChoice): string {
  return choice.resourceId ?? choice.kind ?? 'rest';
}
