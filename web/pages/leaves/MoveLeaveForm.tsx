import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { use } from 'react';
import { api, take } from '../../client.ts';
import { InstantField } from '../../components/InstantField.tsx';
import { SideForm } from '../../components/SideForm.tsx';
import { instantOf, typedOf } from '../../components/time.ts';
import { paths } from '../../paths.ts';
import { ShowSteered, steerEach, usePlaces } from './places.ts';
import { leaveQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/leaves/$leave/move-date');

/** Moves what is asked, and each removal that the reader may move. */
export function MoveLeaveForm() {
  const { organization, leave: id } = route.useParams();
  const { data: leave } = useSuspenseQuery(leaveQuery(organization, id));
  const places = usePlaces(organization, leave);
  const show = use(ShowSteered);
  const form = useForm({
    initialValues: { effective: { local: typedOf(leave.effectiveAt, leave.timeZone), timeZone: leave.timeZone } },
    validate: {
      effective: ({ local, timeZone }) => (instantOf(local, timeZone) === undefined ? 'Enter date and time' : null),
    },
  });
  return (
    <SideForm
      title="Move the date"
      says="Whoever was asked is told. The removals that you see on this page are moved, each in its own time zone; the others are for their own admins."
      form={form}
      submitLabel="Move the date"
      ready={!places.some(({ loading }) => loading)}
      send={async ({ effective }, header) => {
        const effectiveAt = instantOf(effective.local, effective.timeZone) ?? leave.effectiveAt;
        await take(
          api.POST('/v1/organizations/{organization}/leaves/{leave}/move-date', {
            params: { path: { organization, leave: id }, header },
            body: { effectiveAt, timeZone: effective.timeZone },
          }),
        );
        const zones = new Map(places.map((place) => [place.id, place.part?.removal?.timeZone ?? effective.timeZone]));
        const move: Parameters<typeof steerEach>[2] = (path, own) =>
          take(
            api.POST('/v1/organizations/{organization}/removals/{removal}/move-date', {
              params: { path, header: own },
              body: { effectiveAt, timeZone: zones.get(path.organization) ?? effective.timeZone },
            }),
          );
        show(await steerEach(places, header, move));
      }}
      done="The date is moved"
      back={paths.leave(organization, id)}
    >
      <InstantField
        label="Effective date"
        value={form.values.effective}
        onChange={(effective) => form.setFieldValue('effective', effective)}
        error={form.errors['effective']}
        autoFocus
      />
    </SideForm>
  );
}
