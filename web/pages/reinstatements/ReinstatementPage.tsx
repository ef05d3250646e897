import { Button, Grid, SegmentedControl } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet } from '@tanstack/react-router';
import { IconExternalLink, IconListDetails } from '@tabler/icons-react';
import { useState } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { paths } from '../../paths.ts';
import { StepTimeline } from '../removals/StepTimeline.tsx';
import { itemColumns } from './columns.tsx';
import { type Outcome, type Reinstatement, reinstatementItemsQuery, reinstatementQuery } from './queries.ts';
import { ReinstatementBlocked } from './ReinstatementBlocked.tsx';
import { reinstatementStepWords } from './words.ts';

const route = getRouteApi('/o/$organization/reinstatements/$reinstatement');

/** A reinstatement while it runs, and its report afterwards. */
export function ReinstatementPage() {
  const { organization, reinstatement: id } = route.useParams();
  const { data: reinstatement } = useSuspenseQuery(reinstatementQuery(organization, id));
  const { member, removalId, run, steps } = reinstatement;
  const blocked = steps.find((step) => step.status === 'blocked');
  const current = blocked ?? steps.find((step) => step.status === 'running');
  return (
    <Page
      title={`Reinstatement of ${member.name}`}
      crumbs={[
        { label: 'Removals', to: paths.removals(organization) },
        { label: `Removal of ${member.name}`, to: paths.removal(organization, removalId) },
      ]}
      badge={<Status kind="reinstatement" is={blocked ? 'blocked' : reinstatement.status} />}
      summary={`Started by ${reinstatement.requestedBy.name}: ${reinstatement.reason}`}
      actions={
        <>
          <Button component={Link} to={paths.member(organization, member.id)} variant="default">
            {member.name}
          </Button>
          {run !== null && (
            <Button
              component="a"
              href={run}
              target="_blank"
              rel="noreferrer"
              variant="default"
              leftSection={<IconExternalLink size={16} aria-hidden />}
            >
              Temporal UI (new tab)
            </Button>
          )}
        </>
      }
    >
      <div aria-live="polite">
        {blocked && <ReinstatementBlocked organization={organization} reinstatement={reinstatement} step={blocked} />}
        {reinstatement.status === 'completed' && <Report reinstatement={reinstatement} />}
      </div>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 5, lg: 4 }}>
          <Section title="Steps">
            <StepTimeline steps={steps} current={current?.step ?? null} words={reinstatementStepWords} />
          </Section>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7, lg: 8 }}>
          <Items organization={organization} reinstatement={reinstatement} />
        </Grid.Col>
      </Grid>
      <Outlet />
    </Page>
  );
}

function Report({ reinstatement: { member, outcomes, endsSuspended, skipped } }: { reinstatement: Reinstatement }) {
  return (
    <Notice
      kind="success"
      heading
      title={endsSuspended ? `All is given back; ${member.name} stays suspended` : `${member.name} is in again`}
    >
      Restored: {outcomes.restored}. Kept as changed since: {outcomes.kept}. Not possible: {outcomes.impossible}.
      {skipped > 0 && ` Without the word of their host: ${skipped}.`} Each is listed below with its reason.
    </Notice>
  );
}

function Items({ organization, reinstatement }: { organization: string; reinstatement: Reinstatement }) {
  const [outcome, setOutcome] = useState<Outcome | 'all'>('all');
  const { restored, kept, impossible } = reinstatement.outcomes;
  return (
    <Section
      title="What becomes of what"
      aside={
        <SegmentedControl
          size="xs"
          aria-label="Show"
          value={outcome}
          onChange={(value) => setOutcome(value as Outcome | 'all')}
          data={[
            { value: 'all', label: 'All' },
            { value: 'restored', label: `Restored ${restored}` },
            { value: 'kept', label: `Kept ${kept}` },
            { value: 'impossible', label: `Not possible ${impossible}` },
          ]}
        />
      }
      flush
    >
      <QueryTable
        query={reinstatementItemsQuery(organization, reinstatement, outcome === 'all' ? undefined : outcome)}
        columns={itemColumns}
        rowId={(item) => item.key}
        noun="item"
        empty={
          <Empty
            icon={<IconListDetails size={32} aria-hidden />}
            title="No items"
            says={outcome === 'all' ? 'The removal had changed nothing else.' : 'None has this outcome.'}
          />
        }
      />
    </Section>
  );
}
