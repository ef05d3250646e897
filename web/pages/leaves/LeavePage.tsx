import { Stack, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { api, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { Facts } from '../../components/Facts.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { When } from '../../components/When.tsx';
import { paths } from '../../paths.ts';
import { Part } from './Part.tsx';
import { type Place, ShowSteered, steerEach, type Steered, usePlaces } from './places.ts';
import { type Leave, leaveQuery, LOOK_AGAIN_MS } from './queries.ts';
import { answerWords } from './words.ts';

const route = getRouteApi('/o/$organization/leaves/$leave');

/** One human’s leave: whom the parent asked, and what the reader may see and steer in each. */
export function LeavePage() {
  const { organization, leave: id } = route.useParams();
  const { data: leave } = useSuspenseQuery({ ...leaveQuery(organization, id), refetchInterval: LOOK_AGAIN_MS });
  const places = usePlaces(organization, leave);
  const [steered, setSteered] = useState<Steered[]>([]);
  return (
    <Page
      title={`Leave of ${leave.email ?? 'someone erased'}`}
      crumbs={[{ label: 'Leaving several organizations', to: paths.leaves(organization) }]}
      badge={<Status kind="leave" is={leave.status} />}
      summary={
        <>
          {leave.askedBy.name} asks for it, everywhere at{' '}
          <When at={leave.effectiveAt} timeZone={leave.timeZone} inline />.
        </>
      }
      actions={<Actions organization={organization} leave={leave} places={places} onSteered={setSteered} />}
    >
      {steered.length > 0 && <Outcome steered={steered} />}
      {places.map((place) => (
        <PlaceSection key={place.id} leave={leave} place={place} />
      ))}
      <ShowSteered value={setSteered}>
        <Outlet />
      </ShowSteered>
    </Page>
  );
}

function PlaceSection({ leave, place: { id, name, asked, part } }: { leave: Leave; place: Place }) {
  return (
    <Section title={name}>
      <Stack>
        {asked !== null && (
          <Facts
            facts={[
              ['Answer', asked.answer === null ? 'Asked' : answerWords[asked.answer]],
              ['Answered', asked.answeredAt === null ? undefined : <When at={asked.answeredAt} inline />],
              ['Affiliation', asked.affiliated ? undefined : 'It has ended, and the request with it'],
            ]}
          />
        )}
        {part === null ? (
          <Text size="sm" c="dimmed">
            What becomes of it is for the admins of {name} to see.
          </Text>
        ) : (
          <Part organization={id} leave={leave} part={part} />
        )}
      </Stack>
    </Section>
  );
}

interface ActionsProps {
  organization: string;
  leave: Leave;
  places: readonly Place[];
  onSteered: (steered: Steered[]) => void;
}

function Actions({ organization, leave, places, onSteered }: ActionsProps) {
  const confirm = useConfirm();
  const withdraw = () =>
    confirm({
      title: 'Withdraw the leave?',
      says: 'Whoever was asked is told. The removals that you see below are cancelled where that is possible still; the others are for their own admins.',
      action: 'Withdraw and cancel',
      danger: true,
      run: async (header) => {
        const path = { organization, leave: leave.id };
        await take(api.POST('/v1/organizations/{organization}/leaves/{leave}/withdraw', { params: { path, header } }));
        const cancel: Parameters<typeof steerEach>[2] = (of, own) =>
          take(
            api.POST('/v1/organizations/{organization}/removals/{removal}/cancel', {
              params: { path: of, header: own },
            }),
          );
        onSteered(await steerEach(places, header, cancel));
      },
    });
  return (
    <>
      <MayButton may={leave.may.moveDate} variant="default" to={paths.leaveMoveDate(organization, leave.id)}>
        Move the date
      </MayButton>
      <MayButton
        may={leave.may.withdraw}
        variant="default"
        loading={places.some(({ loading }) => loading)}
        onClick={withdraw}
      >
        Withdraw
      </MayButton>
    </>
  );
}

/** Each by itself: what one refused held up no other. */
function Outcome({ steered }: { steered: Steered[] }) {
  const refused = steered.some(({ problem }) => problem !== null);
  return (
    <Notice kind={refused ? 'failure' : 'success'} title={refused ? 'Not everywhere' : 'Done everywhere'} alert>
      <ul className="plain-list">
        {steered.map(({ name, problem }) => (
          <li key={name}>
            {name}: {problem === null ? 'done' : [problem.message, problem.detail].filter(Boolean).join('. ')}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
