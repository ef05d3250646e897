import { useQuery } from '@tanstack/react-query';
import { Facts } from '../../components/Facts.tsx';
import { When } from '../../components/When.tsx';
import { Notice } from '../../components/Notice.tsx';
import { humanize, permissionWords, relationshipWords, roleWords } from '../../components/words.ts';
import { customRoleQuery } from '../custom-roles/queries.ts';
import { teamsQuery } from '../invitations/queries.ts';
import { memberQuery } from '../members/queries.ts';
import type { Approval } from './queries.ts';

const subjectWords = {
  invitation: 'Invitation',
  extension: 'Longer stay',
  erasure: 'Permanent removal',
  'mass-removal': 'Removal of many',
} as const;

/** What is asked, in one line. */
export function titleOf(approval: Approval): string {
  const { email, memberIds } = approval.facts;
  const subject = subjectWords[approval.subject];
  if (Array.isArray(memberIds)) return `Removal of ${memberIds.length} people`;
  return typeof email === 'string' ? `${subject} of ${email}` : subject;
}

/** Exactly the facts that the decision will be bound to; ids by the names they have today. */
export function ApprovalFacts({ organization, approval }: { organization: string; approval: Approval }) {
  const {
    subject: _subject,
    invitationId: _id,
    erasureId: _erasure,
    massRemovalId: _set,
    planHash: _hash,
    looksLike: _like,
    looksLikeId: _likeId,
    ...facts
  } = approval.facts;
  return (
    <Facts
      facts={Object.entries(facts).map(
        ([name, value]) =>
          [labels[name] ?? humanize(name), <Value key={name} {...{ organization, name, value }} />] as const,
      )}
    />
  );
}

const labels: Readonly<Record<string, string>> = {
  email: 'E-mail address',
  customRoleId: 'Custom role',
  teamIds: 'Teams',
  sponsorId: 'Sponsor',
  endsAt: 'Ends',
  memberId: 'Who',
  eraseAt: 'Not before',
  memberIds: 'People',
  forCause: 'For cause',
  ending: 'Ends as',
  effectiveAt: 'Effective',
};

function Value({ organization, name, value }: { organization: string; name: string; value: unknown }) {
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return 'None';
  if (name === 'role' && isKey(value, roleWords)) return `${roleWords[value].label}: ${roleWords[value].says}`;
  if (name === 'relationship' && isKey(value, relationshipWords)) return relationshipWords[value];
  if ((name === 'sponsorId' || name === 'memberId') && typeof value === 'string')
    return <MemberName organization={organization} id={value} />;
  if (name === 'customRoleId' && typeof value === 'string')
    return <CustomRoleName organization={organization} id={value} />;
  if (name === 'teamIds' && Array.isArray(value)) return <TeamNames organization={organization} ids={value} />;
  if (name === 'memberIds' && Array.isArray(value)) return <MemberNames organization={organization} ids={value} />;
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value)) return <When at={value} inline />;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function MemberName({ organization, id }: { organization: string; id: string }) {
  return useQuery(memberQuery(organization, id)).data?.name ?? id;
}

function CustomRoleName({ organization, id }: { organization: string; id: string }) {
  const role = useQuery(customRoleQuery(organization, id)).data;
  if (role === undefined) return id;
  const may = role.permissions.map((permission) => permissionWords[permission].label.toLowerCase()).join(', ');
  return `${role.name}: ${may}`;
}

/** The address could be taken for another: the inviter said that it is right, and whoever approves looks again. */
export function LookAlikeNotice({ organization, approval }: { organization: string; approval: Approval }) {
  const { looksLike, looksLikeId, email } = approval.facts;
  if (typeof looksLike !== 'string') return null;
  return (
    <Notice kind="warning" title="The address looks like another one">
      {String(email)} {looksLike === 'member' && 'could be taken for the address of '}
      {looksLike === 'member' &&
        (typeof looksLikeId === 'string' ? (
          <MemberName organization={organization} id={looksLikeId} />
        ) : (
          'someone invited before'
        ))}
      {looksLike === 'email-domain' && 'is of an email domain that could be taken for one that your organization knows'}
      {looksLike === 'international' && 'may show letters of another script that look like ours'}. Compare it letter by
      letter, and ask {approval.requestedBy.name} when in doubt.
    </Notice>
  );
}

const FIRST = 20;

function MemberNames({ organization, ids }: { organization: string; ids: readonly unknown[] }) {
  const more = ids.length - FIRST;
  return (
    <>
      {ids.slice(0, FIRST).map((id, index) => (
        <span key={String(id)}>
          {index > 0 && ', '}
          <MemberName organization={organization} id={String(id)} />
        </span>
      ))}
      {more > 0 && ` and ${more} more`}
    </>
  );
}

function TeamNames({ organization, ids }: { organization: string; ids: readonly unknown[] }) {
  const teams = useQuery(teamsQuery(organization)).data?.items ?? [];
  return ids.map((id) => teams.find((team) => team.id === id)?.name ?? String(id)).join(', ');
}

function isKey<Words extends object>(value: unknown, words: Words): value is keyof Words {
  return typeof value === 'string' && Object.hasOwn(words, value);
}
