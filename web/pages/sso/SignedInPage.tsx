import { Anchor, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { broughtBack } from '../../brought-back.ts';
import { api, type Schema, take } from '../../client.ts';
import { useCommand } from '../../command.ts';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { paths } from '../../paths.ts';
import { Problem } from '../../problem.ts';
import { returnSearch } from '../../search.ts';
import { DoorLayout } from '../../shell/DoorLayout.tsx';
import { takeReturn } from '../../sso.ts';

const route = getRouteApi('/o/$organization/signed-in');

/** Where an organization's provider sends people back to. What they bring is out of the address before anything is shown (main.tsx), and is posted once. */
export function SignedInPage() {
  const { organization } = route.useParams();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [{ state, code, error, iss }] = useState(broughtBack);
  const sent = useRef(false);
  const answer = useCommand((body: Schema<'AnswerSso'>) => take(api.POST('/v1/sso-sign-ins/answer', { body })));
  const complete = state !== undefined && (code === undefined) !== (error === undefined);
  useEffect(() => {
    if (!complete || sent.current) return;
    sent.current = true;
    const body = {
      organizationId: organization,
      state,
      ...(code === undefined ? {} : { code }),
      ...(error === undefined ? {} : { error }),
    };
    answer.run({ ...body, ...(iss === undefined ? {} : { iss }) }).then(
      async () => {
        queries.clear();
        const { to = paths.members(organization) } = returnSearch({ to: takeReturn() });
        await navigate({ to, replace: true });
      },
      () => undefined, // shown below
    );
  });
  const problem = complete ? answer.problem : new Problem({ title: 'Nothing came with you from the provider' }, 400);
  return (
    <DoorLayout title="Sign in">
      {problem === null ? <Text role="status">Signing you in …</Text> : <ProblemAlert problem={problem} focus />}
      {problem !== null && (
        <Anchor component={Link} to={paths.organizationSignIn(organization)} underline="always" size="sm">
          Begin again
        </Anchor>
      )}
    </DoorLayout>
  );
}
