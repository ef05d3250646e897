import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, given, type Schema, take } from '../../client.ts';
import { useCommand } from '../../command.ts';
import { Facts } from '../../components/Facts.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { When } from '../../components/When.tsx';
import { relationshipWords, roleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { Problem, problemOf } from '../../problem.ts';
import { DoorLayout } from '../../shell/DoorLayout.tsx';

type Link = Schema<'LookAtInvitation'>;

/** Where an invitation's mail leads. The secret is in the fragment; looking at the invitation changes nothing, the button joins. */
export function JoinPage() {
  const { hash } = useLocation();
  const link = linkOf(hash);
  const look = useQuery({
    queryKey: ['invitation-look', hash],
    queryFn: ({ signal }) => take(api.POST('/v1/invitation-links/look', { body: link as Link, signal })),
    enabled: link !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (link === null || look.error) {
    const unreadable = new Problem({ title: 'This link is not complete', detail: 'Open it from the mail again.' }, 400);
    return (
      <DoorLayout title="Invitation">
        <ProblemAlert problem={link === null ? unreadable : problemOf(look.error)} />
        <Text size="sm">Ask the person who invited you for a new one, or sign in if you have joined already.</Text>
        <Button component="a" href={paths.signIn()} variant="default">
          Sign in
        </Button>
      </DoorLayout>
    );
  }
  if (look.data === undefined) {
    return (
      <DoorLayout title="Invitation">
        <Text role="status">Reading your invitation …</Text>
      </DoorLayout>
    );
  }
  return (
    <DoorLayout title={`Join ${look.data.organizationName}`}>
      <Join link={link} look={look.data} />
    </DoorLayout>
  );
}

function Join({ link, look }: { link: Link; look: Schema<'InvitationLook'> }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState(look.name ?? '');
  const accept = useCommand((typed: string) =>
    take(api.POST('/v1/invitation-links/accept', { body: { ...link, ...given({ name: typed }) } })),
  );
  const join = async (): Promise<void> => {
    const { organization } = await accept.run(name.trim());
    queries.clear();
    await navigate({ to: paths.members(organization), replace: true });
  };
  return (
    <Stack>
      <Facts
        facts={[
          ['Invited by', look.inviterName],
          ['For', look.email],
          ['Role', `${roleWords[look.role].label}: ${roleWords[look.role].says}`],
          ['As', relationshipWords[look.relationship]],
          ['Ends', look.endsAt && <When at={look.endsAt} inline />],
          ['Open until', look.expiresAt && <When at={look.expiresAt} inline />],
        ]}
      />
      {accept.problem && <ProblemAlert problem={accept.problem} focus />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void join().catch(() => undefined);
        }}
      >
        <Stack>
          <TextInput
            label="Your name"
            description="As others in the organization will see it"
            autoComplete="name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" loading={accept.pending}>
            Join {look.organizationName}
          </Button>
        </Stack>
      </form>
    </Stack>
  );
}

/** `organization.invitation.token` */
function linkOf(fragment: string): Link | null {
  const [organization, invitationId, token, ...more] = fragment.split('.');
  if (!organization || !invitationId || !token || more.length > 0) return null;
  return { organization, invitationId, token };
}
