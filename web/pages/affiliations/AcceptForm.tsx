import { Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { problemOf } from '../../problem.ts';
import { offeredQuery } from './queries.ts';
import { sideWords } from './words.ts';

const route = getRouteApi('/o/$organization/affiliations/accept');

/** Agrees to a code, once it is shown whose it is. */
export function AcceptForm() {
  const { organization } = route.useParams();
  const form = useForm({ initialValues: { code: '' } });
  const code = form.values.code.trim();
  const offered = useQuery({ ...offeredQuery(organization, code), enabled: code.length > 80 });
  return (
    <SideForm
      title="Agree to an affiliation"
      form={form}
      submitLabel="Agree"
      ready={offered.isSuccess}
      send={({ code: typed }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/affiliations/accept', {
            params: { path: { organization }, header },
            body: { code: typed.trim() },
          }),
        )
      }
      done="The two organizations are affiliated"
      back={paths.affiliations(organization)}
    >
      <TextInput
        label="Code"
        description="From an admin of the other organization"
        withAsterisk
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('code')}
      />
      {offered.error && <ProblemAlert problem={problemOf(offered.error)} />}
      <div aria-live="polite">
        {offered.data && (
          <Text size="sm">
            {offered.data.otherName} would be {sideWords[offered.data.other].whole}.{' '}
            {sideWords[offered.data.other].means}
          </Text>
        )}
      </div>
    </SideForm>
  );
}
