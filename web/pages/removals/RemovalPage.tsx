import { Anchor, Grid, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet } from '@tanstack/react-router';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { absolute } from '../../components/time.ts';
import { paths } from '../../paths.ts';
import { DriftTable } from './DriftTable.tsx';
import { PlanTable } from './PlanTable.tsx';
import { RefusedFirstRuns } from './RefusedFirstRuns.tsx';
import { removalQuery } from './queries.ts';
import { RemovalFollowUps } from './RemovalFollowUps.tsx';
import { RemovalOffers } from './RemovalOffers.tsx';
import { RemovalActions } from './RemovalActions.tsx';
import { StepTimeline } from './StepTimeline.tsx';
import { useRemovalEvents } from './use-removal-events.ts';
import { WaitsFor } from './WaitsFor.tsx';
import { endingWords, stateOf, stepWords } from './words.ts';

const route = getRouteApi('/o/$organization/removals/$removal');

/** A removal while it runs, and afterwards: what it waits for, its steps, its plan. */
export function RemovalPage() {
  const { organization, removal: id } = route.useParams();
  const { data: removal } = useSuspenseQuery(removalQuery(organization, id));
  const watching = useRemovalEvents(organization, id, removal.endedAt === null);
  return (
    <Page
      title={`Removal of ${removal.member.name}`}
      crumbs={[{ label: 'Removals', to: paths.removals(organization) }]}
      badge={<Status kind="removal" is={stateOf(removal)} />}
      summary={
        <>
          Effective {absolute(removal.effectiveAt, removal.timeZone)}. {endingWords[removal.ending].label}
          {removal.forCause && ', for cause'}. Started by {removal.requestedBy.name}: {removal.reason}
        </>
      }
      actions={<RemovalActions organization={organization} removal={removal} />}
    >
      <WaitsFor organization={organization} removal={removal} />
      {removal.firstRunsRefused > 0 && <RefusedFirstRuns organization={organization} removal={removal} />}
      {removal.driftWaiting > 0 && removal.endedAt === null && (
        <DriftTable organization={organization} removal={removal} />
      )}
      {removal.reinstatementId !== null && (
        <Notice kind="info" heading title="It was undone, or is being undone">
          <Anchor
            component={Link}
            to={paths.reinstatement(organization, removal.reinstatementId)}
            underline="always"
            fz="sm"
          >
            Open the reinstatement
          </Anchor>
        </Notice>
      )}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 5, lg: 4 }}>
          <Section
            title="Steps"
            aside={
              <Text size="xs" c="dimmed" role="status">
                {watching}
              </Text>
            }
          >
            <StepTimeline steps={removal.steps} current={removal.step} words={stepWords} />
          </Section>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7, lg: 8 }}>
          <PlanTable organization={organization} removal={removal} />
        </Grid.Col>
      </Grid>
      <RemovalOffers organization={organization} removal={removal} />
      <RemovalFollowUps organization={organization} removal={removal} />
      <Outlet />
    </Page>
  );
}
