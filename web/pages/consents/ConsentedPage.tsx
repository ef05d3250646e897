import { Anchor, Text } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { api, type Schema, take } from '../../client.ts';
import { useCommand } from '../../command.ts';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { paths } from '../../paths.ts';
import { Problem } from '../../problem.ts';
import { DoorLayout } from '../../shell/DoorLayout.tsx';
import { broughtBack } from '../../brought-back.ts';

const route = getRouteApi('/o/$organization/consented/$provider');

/** Where a provider sends people back to. What they bring is out of the address before anything is shown (main.tsx), and is posted once. */
export function ConsentedPage() {
  const navigate = useNavigate();
  const [brought] = useState(broughtBack);
  const sent = useRef(false);
  const { state = '', code, error, iss } = brought;
  const { organization, provider } = route.useParams();
  const answer = useCommand((body: Schema<'AnswerConsent'>, header) =>
    take(
      api.POST('/v1/organizations/{organization}/consent-requests/answer', {
        params: { path: { organization }, header },
        body,
      }),
    ),
  );
  const complete = state !== '' && (code === undefined) !== (error === undefined);
  useEffect(() => {
    if (!complete || sent.current) return;
    sent.current = true;
    const body = {
      provider,
      state,
      ...(code === undefined ? {} : { code }),
      ...(error === undefined ? {} : { error }),
    };
    answer.run({ ...body, ...(iss === undefined ? {} : { iss }) }).then(
      ({ connectionId }) => navigate({ to: paths.connectionConsent(organization, connectionId), replace: true }),
      () => undefined, // shown below
    );
  });
  const problem = complete
    ? answer.problem
    : new Problem(
        { title: 'Nothing came with you from the provider', detail: 'Begin again, from the connection.' },
        400,
      );
  return (
    <DoorLayout title="Your consent">
      {problem === null ? <Text role="status">Bringing it in …</Text> : <ProblemAlert problem={problem} focus />}
      {problem !== null && (
        <Anchor href={paths.followUps(organization)} underline="always" size="sm">
          Your follow-ups
        </Anchor>
      )}
    </DoorLayout>
  );
}
