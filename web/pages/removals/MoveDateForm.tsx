import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { InstantField } from '../../components/InstantField.tsx';
import { SideForm } from '../../components/SideForm.tsx';
import { instantOf, typedOf } from '../../components/time.ts';
import { paths } from '../../paths.ts';
import { removalQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/removals/$removal/move-date');

/** Moves the effective date, forward or back. */
export function MoveDateForm() {
  const { organization, removal: id } = route.useParams();
  const { data: removal } = useSuspenseQuery(removalQuery(organization, id));
  const { timeZone } = removal;
  const form = useForm({
    initialValues: { effective: { local: typedOf(removal.effectiveAt, timeZone), timeZone } },
    validate: {
      effective: ({ local, timeZone: zone }) => (instantOf(local, zone) === undefined ? 'Enter date and time' : null),
    },
  });
  return (
    <SideForm
      title="Move the date"
      says={`From then on ${removal.member.name} can’t enter any more. A date that has passed means at once.`}
      form={form}
      submitLabel="Move the date"
      send={({ effective }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/removals/{removal}/move-date', {
            params: { path: { organization, removal: id }, header },
            body: {
              effectiveAt: instantOf(effective.local, effective.timeZone) ?? removal.effectiveAt,
              timeZone: effective.timeZone,
            },
          }),
        )
      }
      done="The date is moved"
      back={paths.removal(organization, id)}
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
