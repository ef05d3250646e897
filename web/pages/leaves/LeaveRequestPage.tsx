import { Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, type Schema, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { Facts } from '../../components/Facts.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { Page } from '../../components/Page.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { When } from '../../components/When.tsx';
import { paths } from '../../paths.ts';
import { Part } from './Part.tsx';
import { leaveRequestQuery, LOOK_AGAIN_MS } from './queries.ts';
import { answerWords } from './words.ts';

const route = getRouteApi('/o/$organization/leave-requests/$leave');

/** What the parent asks: who has the address here, the removal, and what is answered. */
export function LeaveRequestPage() {
  const { organization, leave } = route.useParams();
  const { data } = useSuspenseQuery({ ...leaveRequestQuery(organization, leave), refetchInterval: LOOK_AGAIN_MS });
  return (
    <Page
      title={`${data.organization.name} asks to remove ${data.email ?? 'someone erased'}`}
      crumbs={[{ label: 'Leaving several organizations', to: paths.leaves(organization) }]}
      badge={<Status kind="leave" is={data.status} />}
      summary={
        <>
          {data.askedBy} of {data.organization.name} asks for it by{' '}
          <When at={data.effectiveAt} timeZone={data.timeZone} inline />. They don’t know whether anyone with this
          address is a member here.
        </>
      }
      actions={<Answers organization={organization} request={data} />}
    >
      <Section title="Here">
        <Part organization={organization} leave={data} part={data.here} />
      </Section>
      <Section title="Your answer">
        <Facts
          facts={[
            ['Told', data.answer === null ? 'Nothing yet' : answerWords[data.answer]],
            ['By', data.answeredBy?.name],
            ['When', data.answeredAt === null ? undefined : <When key="at" at={data.answeredAt} inline />],
          ]}
        />
        <Text size="sm" c="dimmed" mt="xs">
          It is all that {data.organization.name} hears. You need not answer.
        </Text>
      </Section>
    </Page>
  );
}

function Answers({ organization, request }: { organization: string; request: Schema<'LeaveRequest'> }) {
  const confirm = useConfirm();
  const tell = (answer: Schema<'LeaveAnswer'> | null, says: string) => () =>
    confirm({
      title: `Tell ${request.organization.name}?`,
      says,
      action: 'Tell them',
      run: (header) =>
        take(
          api.POST('/v1/organizations/{organization}/leave-requests/{leave}/answer', {
            params: { path: { organization, leave: request.id }, header },
            body: { answer },
          }),
        ),
    });
  return (
    <>
      {request.answer !== null && (
        <MayButton
          may={request.may.answer}
          variant="default"
          onClick={tell(null, 'They hear that you have taken back what you answered.')}
        >
          Take the answer back
        </MayButton>
      )}
      <MayButton
        may={request.may.answer}
        variant="default"
        onClick={tell('declined', 'They hear that you will not, and not whether there is anyone to remove.')}
      >
        Decline
      </MayButton>
      <MayButton
        may={request.may.answer}
        onClick={tell(
          'no_access',
          'They hear that nobody with this address has a way in, and not whether anyone ever had. It is refused while somebody has.',
        )}
      >
        Answer “no access”
      </MayButton>
    </>
  );
}
