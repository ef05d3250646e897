import { Button, Group, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schema, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { needed } from '../../components/forms.ts';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { RowTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { When } from '../../components/When.tsx';
import { counted } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { Problem, problemOf } from '../../problem.ts';
import { removalQuery } from '../removals/queries.ts';
import { plannedColumns } from './columns.tsx';
import { type Outcome, reinstatePreviewQuery } from './queries.ts';

type Preview = Schema<'ReinstatementPreview'>;

const route = getRouteApi('/o/$organization/removals/$removal/reinstate');

/** What undoing a removal would do, on the facts of this moment and by the code that would run; and from here it is started. */
export function ReinstatePage() {
  const { organization, removal: removalId } = route.useParams();
  const { data: removal } = useSuspenseQuery(removalQuery(organization, removalId));
  const preview = useQuery(reinstatePreviewQuery(organization, removalId));
  return (
    <Page
      title={`Reinstate ${removal.member.name}: preview`}
      crumbs={[
        { label: 'Removals', to: paths.removals(organization) },
        { label: `Removal of ${removal.member.name}`, to: paths.removal(organization, removalId) },
      ]}
      summary="Nothing has happened yet. What still is as the removal left it is put back; what someone has changed since stays."
    >
      {preview.error && <ProblemAlert problem={problemOf(preview.error)} />}
      {preview.isPending && <Text role="status">Working out the plan …</Text>}
      {preview.data && (
        <>
          <Terms preview={preview.data} />
          <Items preview={preview.data} busy={preview.isFetching} />
          <Section title="Start">
            <StartForm
              organization={organization}
              preview={preview.data}
              busy={preview.isFetching}
              onPlanChanged={() => void preview.refetch()}
            />
          </Section>
        </>
      )}
    </Page>
  );
}

function Terms({ preview }: { preview: Preview }) {
  const { name } = preview.member;
  return (
    <>
      {preview.stopsRemoval && (
        <Notice kind="warning" heading title="The removal still runs: it ends where it stands">
          What it has done is undone, what it has not is never done. If it is working just now, pause it first, so that
          the plan below holds.
        </Notice>
      )}
      {preview.endsSuspended && (
        <Notice kind="info" heading title={`${name} comes back suspended`}>
          They were suspended before the removal. Lift it on their page when they may enter again.
        </Notice>
      )}
      {preview.until !== null && (
        <Text size="sm">
          The policy lets this removal be undone until <When at={preview.until} inline />.
        </Text>
      )}
    </>
  );
}

const outcomes: readonly { value: Outcome | 'all'; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'restored', label: 'Restored' },
  { value: 'kept', label: 'Kept as changed' },
  { value: 'impossible', label: 'Not possible' },
];

function Items({ preview, busy }: { preview: Preview; busy: boolean }) {
  const [outcome, setOutcome] = useState<Outcome | 'all'>('all');
  const [shown, setShown] = useState(100);
  const count = (of: Outcome | 'all') =>
    preview.counts.filter((one) => of === 'all' || one.outcome === of).reduce((sum, one) => sum + one.count, 0);
  const items = preview.items.filter((item) => outcome === 'all' || item.outcome === outcome);
  return (
    <Section
      title={`What becomes of ${counted(preview.total, 'item')}`}
      aside={
        <SegmentedControl
          size="xs"
          aria-label="Show"
          value={outcome}
          onChange={(value) => setOutcome(value as Outcome | 'all')}
          data={outcomes.map(({ value, label }) => ({ value, label: `${label} ${count(value)}` }))}
        />
      }
      flush
    >
      <Text size="sm" role="status" px={{ base: 'md', sm: 'lg' }} pb="sm" aria-busy={busy}>
        {counted(count('restored'), 'item is', 'items are')} put back as before the removal.
        {count('kept') > 0 && ` ${counted(count('kept'), 'stays', 'stay')} as changed since.`}
        {count('impossible') > 0 && ` ${counted(count('impossible'), 'can’t', 'can’t')} come back.`}
      </Text>
      <RowTable rows={items.slice(0, shown)} columns={plannedColumns} rowId={(item) => item.key} />
      {items.length > shown && (
        <Group p="md">
          <Button size="xs" variant="default" onClick={() => setShown(shown + 200)}>
            Show more of {counted(items.length, 'item')}
          </Button>
        </Group>
      )}
      {preview.total > preview.items.length && outcome === 'all' && (
        <Text size="sm" c="dimmed" p="md">
          The first {preview.items.length} of {preview.total}.
        </Text>
      )}
    </Section>
  );
}

interface StartFormProps {
  organization: string;
  preview: Preview;
  busy: boolean;
  onPlanChanged: () => void;
}

function StartForm({ organization, preview, busy, onPlanChanged }: StartFormProps) {
  const confirm = useConfirm();
  const navigate = useNavigate();
  const { name } = preview.member;
  const form = useForm({ initialValues: { reason: '' }, validate: { reason: needed('Say why') } });
  const send = async (header: { 'idempotency-key': string }): Promise<void> => {
    const body = { removalId: preview.removalId, reason: form.values.reason.trim(), planHash: preview.hash };
    try {
      const params = { path: { organization }, header };
      const started = await take(api.POST('/v1/organizations/{organization}/reinstatements', { params, body }));
      await navigate({ to: paths.reinstatement(organization, started.id) });
    } catch (error) {
      if (error instanceof Problem && error.name === 'plan-changed') onPlanChanged();
      throw error;
    }
  };
  const start = () =>
    confirm({
      title: `Reinstate ${name}?`,
      says: `Everything above is given back, and then ${name} ${preview.endsSuspended ? 'stays suspended, as before' : 'can enter again'}. Whoever received it is told.`,
      action: 'Reinstate',
      run: send,
    });
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(start, (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus())}
    >
      <Stack maw={620}>
        <Textarea
          label="Reason"
          description="Kept with the reinstatement"
          withAsterisk
          autosize
          minRows={2}
          {...form.getInputProps('reason')}
        />
        <Group>
          <Button type="submit" loading={busy}>
            Reinstate {name} …
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
