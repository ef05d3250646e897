import { Badge, NavLink, VisuallyHidden } from '@mantine/core';
import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import {
  IconAdjustments,
  IconChecklist,
  IconClipboardCheck,
  IconHandStop,
  IconHistory,
  IconKey,
  IconMailForward,
  IconPlugConnected,
  IconRobot,
  IconSettings,
  IconShieldSearch,
  IconStack2,
  IconStar,
  IconUserMinus,
  IconUsers,
  IconUsersGroup,
  IconWebhook,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ListQuery } from '../components/table.ts';
import { approvalsQuery } from '../pages/approvals/queries.ts';
import { followUpsQuery } from '../pages/follow-ups/queries.ts';
import { offersQuery } from '../pages/hand-over-offers/queries.ts';
import { paths } from '../paths.ts';
import { organizationQuery } from '../session.ts';

/** The nouns of an organization. What waits for the reader is counted. */
export function Navigation({ organization, onNavigate }: { organization: string; onNavigate: () => void }) {
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const approvals = useWaiting(approvalsQuery(organization, true));
  const followUps = useWaiting(followUpsQuery(organization, { mine: true, status: 'open' }));
  const offers = useWaiting(offersQuery(organization, { mine: true, status: 'open' }));
  const entries = [
    { label: 'Members', icon: IconUsers, to: paths.members(organization) },
    { label: 'Invitations', icon: IconMailForward, to: paths.invitations(organization) },
    { label: 'Approvals', icon: IconChecklist, to: paths.approvals(organization), waiting: approvals },
    { label: 'Removals', icon: IconUserMinus, to: paths.removals(organization) },
    { label: 'Follow-ups', icon: IconClipboardCheck, to: paths.followUps(organization), waiting: followUps },
    { label: 'Offered to you', icon: IconHandStop, to: paths.handOverOffers(organization), waiting: offers },
    { label: 'Teams', icon: IconUsersGroup, to: paths.teams(organization) },
    { label: 'Bookmarks', icon: IconStar, to: paths.bookmarks(organization) },
    { label: 'Resources', icon: IconStack2, to: paths.resources(organization) },
    { label: 'Connections', icon: IconPlugConnected, to: paths.connections(organization) },
    { label: 'Service accounts', icon: IconRobot, to: paths.serviceAccounts(organization) },
    { label: 'Access', icon: IconShieldSearch, to: paths.access(organization) },
    { label: 'Custom roles', icon: IconAdjustments, to: paths.customRoles(organization) },
    { label: 'API keys', icon: IconKey, to: paths.apiKeys(organization) },
    ...(data.caller.role === 'admin'
      ? [
          { label: 'Webhooks', icon: IconWebhook, to: paths.webhooks(organization) },
          { label: 'Audit', icon: IconHistory, to: paths.auditEntries(organization) },
        ]
      : []),
    { label: 'Settings', icon: IconSettings, to: paths.settings(organization) },
  ];
  return entries.map((entry) => <Entry key={entry.to} {...entry} onNavigate={onNavigate} />);
}

interface EntryProps {
  label: string;
  icon: TablerIcon;
  to: string;
  waiting?: string | undefined;
  onNavigate: () => void;
}

function Entry({ label, icon: Icon, to, waiting, onNavigate }: EntryProps) {
  const { pathname } = useLocation();
  const active = pathname === to || pathname.startsWith(`${to}/`);
  return (
    <NavLink
      component={Link}
      to={to}
      onClick={onNavigate}
      active={active}
      aria-current={active ? 'page' : undefined}
      label={label}
      leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
      rightSection={
        waiting && (
          <Badge size="sm" variant="filled" className="num">
            {waiting}
            <VisuallyHidden> waiting for you</VisuallyHidden>
          </Badge>
        )
      }
      className="nav-entry"
    />
  );
}

/** How many entries a list has, as text; undefined for none. */
function useWaiting<Row>(query: ListQuery<Row>): string | undefined {
  const { data } = useInfiniteQuery(query);
  const first = data?.pages[0];
  if (!first || first.items.length === 0) return undefined;
  return first.nextCursor === null ? String(first.items.length) : `${first.items.length}+`;
}
