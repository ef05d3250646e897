import { List, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Page } from '../../components/Page.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { When } from '../../components/When.tsx';
import { paths } from '../../paths.ts';
import { DecideForm } from './DecideForm.tsx';
import { ApprovalFacts, LookAlikeNotice, titleOf } from './facts.tsx';
import { type Approval, approvalQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/approvals/$approval');

/** One request: the facts first, then who has said what, then the decision. */
export function ApprovalPage() {
  const { organization, approval: id } = route.useParams();
  const { data: approval } = useSuspenseQuery(approvalQuery(organization, id));
  return (
    <Page
      title={titleOf(approval)}
      crumbs={[{ label: 'Approvals', to: paths.approvals(organization) }]}
      badge={<Status kind="approval" is={approval.status} />}
      summary={
        <>
          Asked by {approval.requestedBy.name}, <When at={approval.createdAt} inline />
        </>
      }
    >
      <LookAlikeNotice organization={organization} approval={approval} />
      <Section title="Facts">
        <ApprovalFacts organization={organization} approval={approval} />
      </Section>
      <Section title="Who decides">
        <Stages approval={approval} />
      </Section>
      {approval.status === 'pending' && (
        <Section title="Your decision">
          <DecideForm organization={organization} approval={approval} />
        </Section>
      )}
    </Page>
  );
}

function Stages({ approval }: { approval: Approval }) {
  return (
    <List type="ordered" spacing="sm" size="sm">
      {approval.stages.map((stage, index) => (
        // a stage has no name: its place is what tells it
        <List.Item
          key={index}
          aria-current={approval.status === 'pending' && index === approval.stage ? 'step' : undefined}
        >
          <Text size="sm">
            {stage.needed} must agree, of{' '}
            {stage.approvers.map((approver) => approver.name).join(', ') || 'those who are chosen then'}
            {approval.status === 'pending' && index === approval.stage && (
              <>
                , until <When at={approval.deadline} inline />
              </>
            )}
          </Text>
          {stage.decisions.map((decision) => (
            <Text key={decision.member.id} size="sm" c="dimmed" className="break">
              {decision.member.name} {decision.decision === 'approve' ? 'approved' : 'refused'}: {decision.reason} (
              <When at={decision.at} inline />)
            </Text>
          ))}
        </List.Item>
      ))}
    </List>
  );
}
