import { Anchor } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet } from '@tanstack/react-router';
import { Facts } from '../../components/Facts.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { When } from '../../components/When.tsx';
import { useNow } from '../../components/use-now.ts';
import { relationshipWords, roleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { MemberActions } from './MemberActions.tsx';
import { MayTable } from './MayTable.tsx';
import { OwnedTable } from './OwnedTable.tsx';
import { ErasureNotice } from './ErasureNotice.tsx';
import { TeamsTable } from './TeamsTable.tsx';
import { SessionsTable } from './SessionsTable.tsx';
import { type Member, memberQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/members/$member');

/** One member: facts, what they own, and what can be done with them. */
export function MemberPage() {
  const { organization, member: id } = route.useParams();
  const { data: member } = useSuspenseQuery(memberQuery(organization, id));
  return (
    <Page
      title={member.name}
      crumbs={[{ label: 'Members', to: paths.members(organization) }]}
      badge={<Status kind="member" is={member.status} />}
      summary={member.email ?? member.purpose}
      actions={<MemberActions organization={organization} member={member} />}
    >
      {member.removalId !== null && (
        <Notice kind="info" title={`A removal of ${member.name} is under way`}>
          <Anchor component={Link} to={paths.removal(organization, member.removalId)} underline="always" fz="sm">
            Watch it
          </Anchor>
        </Notice>
      )}
      {member.reinstatementId !== null && (
        <Notice kind="info" title={`A reinstatement of ${member.name} is under way`}>
          <Anchor
            component={Link}
            to={paths.reinstatement(organization, member.reinstatementId)}
            underline="always"
            fz="sm"
          >
            Watch it
          </Anchor>
        </Notice>
      )}
      {member.erasureId !== null && <ErasureNotice organization={organization} erasure={member.erasureId} />}
      <Section title="Facts">
        <MemberFacts organization={organization} member={member} />
      </Section>
      <TeamsTable organization={organization} member={member} />
      <OwnedTable organization={organization} member={member} />
      <MayTable organization={organization} member={member} />
      <SessionsTable organization={organization} member={member} />
      <Outlet />
    </Page>
  );
}

/** Until when what ran as them goes on. */
function CaretakerUntil({ until }: { until: string }) {
  const over = Date.parse(until) <= useNow();
  return (
    <>
      {over ? 'Stood in until ' : 'Stands in until '}
      <When at={until} inline />
      {over ? ': what ran as them is refused' : ': until then, what ran as them goes on'}
    </>
  );
}

function MemberFacts({ organization, member }: { organization: string; member: Member }) {
  const to = (other: { id: string; name: string } | null) =>
    other && (
      <Anchor component={Link} to={paths.member(organization, other.id)} fz="sm" underline="always">
        {other.name}
      </Anchor>
    );
  const person = member.kind === 'person';
  const customRole = member.customRole && (
    <Anchor component={Link} to={paths.customRole(organization, member.customRole.id)} fz="sm" underline="always">
      {member.customRole.name}
    </Anchor>
  );
  const when = (at: string | null) => at && <When at={at} inline />;
  return (
    <Facts
      facts={[
        ['Kind', person ? 'Person' : member.caretaker ? 'Caretaker (service account)' : 'Service account'],
        ['Role', `${roleWords[member.role].label}: ${roleWords[member.role].says}`],
        ['Custom role', customRole],
        ['Relationship', person ? relationshipWords[member.relationship] : undefined],
        ['Teams', member.teams.length === 0 && 'None'],
        ['Sponsor', to(member.sponsor)],
        ['Manager', to(member.manager)],
        ['Ends', when(member.endsAt)],
        ['Joined', when(member.joinedAt)],
        ['Suspended', when(member.suspendedAt)],
        ['Caretaker', member.caretakerUntil && <CaretakerUntil until={member.caretakerUntil} />],
        ['Deactivated', when(member.deactivatedAt)],
        ['Legal hold', member.legalHoldAt && <>Since {when(member.legalHoldAt)}: nothing is erased</>],
        ['Removed', when(member.removedAt)],
      ]}
    />
  );
}
