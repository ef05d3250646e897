import { Text } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../../components/Page.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { paths } from '../../paths.ts';
import { problemOf } from '../../problem.ts';
import { organizationQuery } from '../../session.ts';
import { memberQuery } from '../members/queries.ts';
import { Forecast } from './Forecast.tsx';
import { NotRestored } from './NotRestored.tsx';
import { PlanExport, PlanStamp } from './PlanExport.tsx';
import { PreviewItems } from './PreviewItems.tsx';
import { previewQuery, type SuccessorChoice } from './queries.ts';
import { StartForm } from './StartForm.tsx';

const route = getRouteApi('/o/$organization/removals/new/$member');

/** What a removal would do, on the facts of this moment and by the code that would run; and from here it is started. */
export function PreviewPage() {
  const { organization, member: memberId } = route.useParams();
  const { leave, at } = route.useSearch();
  const { data: member } = useSuspenseQuery(memberQuery(organization, memberId));
  const { data: org } = useSuspenseQuery(organizationQuery(organization));
  const [successors, setSuccessors] = useState<SuccessorChoice[]>([]);
  const [effectiveAt, setEffectiveAt] = useState(at);
  const input = { memberId, successors, effectiveAt };
  const asked = { memberIds: [memberId], successors, ...(effectiveAt === undefined ? {} : { effectiveAt }) };
  const preview = useQuery(previewQuery(organization, input));
  const shown = useLast(preview.data);
  const plan = shown?.plans[0];
  return (
    <Page
      title={`Removal of ${member.name}: preview`}
      crumbs={[
        { label: 'Removals', to: paths.removals(organization) },
        { label: 'Preview', to: paths.removalNew(organization) },
      ]}
      badge={<Status kind="member" is={member.status} />}
      summary="Nothing has happened yet. The run will use the same plan, and ask should anything have changed."
      actions={<PlanExport organization={organization} asked={asked} />}
    >
      {preview.error && <ProblemAlert problem={problemOf(preview.error)} />}
      {preview.isPending && !shown && <Text role="status">Working out the plan …</Text>}
      {shown && plan && (
        <>
          <PlanStamp preview={shown} />
          <PreviewItems
            organization={organization}
            plan={plan}
            successors={successors}
            onChange={setSuccessors}
            busy={preview.isFetching}
          />
          <Section title="Forecast">
            <Forecast failing={shown.forecast} keys={shown.endingKeys} />
          </Section>
          <Section title="If it has to be undone">
            <NotRestored lost={plan.notRestored} days={org.policy.removals.reinstateDays} />
          </Section>
          <Section title="Start" className="screen-only">
            <StartForm
              organization={organization}
              member={member}
              plan={plan}
              failing={shown.forecast.filter((run) => !run.today).length}
              successors={successors}
              leave={leave}
              effectiveAt={at}
              onEffectiveAt={setEffectiveAt}
              upToDate={!preview.isFetching && !preview.isError}
              onPlanChanged={() => void preview.refetch()}
            />
          </Section>
        </>
      )}
    </Page>
  );
}

/** What there was last: while a choice is worked out, or is refused, the plan before it stays, so that it can be taken back. */
function useLast<Value>(value: Value | undefined): Value | undefined {
  const [last, setLast] = useState(value);
  if (value !== undefined && value !== last) setLast(value);
  return value ?? last;
}
