import { Anchor, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet } from '@tanstack/react-router';
import { IconMailForward, IconUserPlus } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { StatusFilter } from '../../components/StatusFilter.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { humanize, relationshipWords, roleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { organizationQuery } from '../../session.ts';
import { InvitationActions } from './InvitationActions.tsx';
import { type Invitation, invitationsQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/invitations');
const column = columnsOf<Invitation>();

const columnsFor = (organization: string) =>
  column.columns([
    column.accessor('email', {
      header: 'For',
      cell: ({ row: { original: invitation } }) => (
        <>
          <Text size="sm" fw={600} className="break">
            {invitation.name ?? invitation.email}
          </Text>
          <Text size="xs" c="dimmed" className="break">
            {invitation.name === null ? '' : `${invitation.email}, `}
            {relationshipWords[invitation.relationship].toLowerCase()} as{' '}
            {invitation.customRole?.name ?? roleWords[invitation.role].label.toLowerCase()}
          </Text>
        </>
      ),
    }),
    column.accessor('status', {
      header: 'Status',
      cell: ({ row: { original: invitation } }) => <InvitationState organization={organization} of={invitation} />,
    }),
    column.accessor('inviter.name', { header: 'Invited by', meta: { from: 'md' } }),
    column.accessor('createdAt', {
      header: 'Since',
      cell: (cell) => <When at={cell.getValue()} />,
      meta: { from: 'sm' },
    }),
    column.accessor('expiresAt', {
      header: 'Open until',
      cell: ({ row: { original: invitation } }) =>
        invitation.status === 'sent' && invitation.expiresAt !== null ? <When at={invitation.expiresAt} /> : null,
      meta: { from: 'lg' },
    }),
    column.display({
      id: 'actions',
      header: 'Actions',
      cell: ({ row }) => <InvitationActions organization={organization} invitation={row.original} />,
      meta: { srOnly: true },
    }),
  ]);

/** Who was asked in, and what became of it. */
export function InvitationsPage() {
  const { organization } = route.useParams();
  const { status } = route.useSearch();
  const navigate = route.useNavigate();
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const columns = useMemo(() => columnsFor(organization), [organization]);
  const invite = (
    <>
      <MayButton may={data.may.invite} to={paths.invitationsFromCsv(organization)} variant="default">
        Many from a CSV file
      </MayButton>
      <MayButton
        may={data.may.invite}
        to={paths.invitationNew(organization)}
        leftSection={<IconUserPlus size={16} aria-hidden />}
      >
        Invite
      </MayButton>
    </>
  );
  return (
    <Page
      title="Invitations"
      summary="Guests and contractors are approved first, as your policy says."
      actions={invite}
    >
      <Section
        title="All invitations"
        aside={
          <StatusFilter
            kind="invitation"
            value={status}
            onChange={(chosen) => void navigate({ search: chosen ? { status: chosen } : {}, replace: true })}
          />
        }
        flush
      >
        <QueryTable
          query={invitationsQuery(organization, status)}
          columns={columns}
          rowId={(invitation) => invitation.id}
          noun="invitation"
          empty={
            <Empty
              icon={<IconMailForward size={32} aria-hidden />}
              title="No invitations"
              says={status ? 'None has this status.' : 'Nobody was invited yet.'}
            />
          }
        />
      </Section>
      <Outlet />
    </Page>
  );
}

const endedWords: Readonly<Record<string, string>> = {
  'approval-refused': 'By an approver',
  'approval-expired': 'Nobody decided in time',
  'email-domain-blocked': 'Its email domain is blocked',
};

function InvitationState({ organization, of }: { organization: string; of: Invitation }) {
  return (
    <>
      <Status kind="invitation" is={of.status} />
      {of.status === 'awaiting_approval' && of.approvalId !== null && (
        <Anchor
          component={Link}
          to={paths.approval(organization, of.approvalId)}
          size="xs"
          display="block"
          mt={4}
          underline="always"
        >
          See the approval
        </Anchor>
      )}
      {of.endedReason !== null && of.endedReason !== of.status && (
        <Text size="xs" c="dimmed" mt={4}>
          {endedWords[of.endedReason] ?? humanize(of.endedReason)}
        </Text>
      )}
    </>
  );
}
