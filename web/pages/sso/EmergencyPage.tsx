import { Anchor, Button, Stack, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { useCommand } from '../../command.ts';
import { needed } from '../../components/forms.ts';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { paths } from '../../paths.ts';
import { DoorLayout } from '../../shell/DoorLayout.tsx';

const route = getRouteApi('/o/$organization/sign-in/emergency');

/** For an admin when the organization's provider fails. Behind a sign-in by mail. */
export function EmergencyPage() {
  const { organization } = route.useParams();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const form = useForm({ initialValues: { reason: '' }, validate: { reason: needed('Say why') } });
  const comeIn = useCommand((reason: string) =>
    take(api.POST('/v1/sso-sign-ins/emergency', { body: { organizationId: organization, reason } })),
  );
  const submit = async (reason: string): Promise<void> => {
    await comeIn.run(reason);
    queries.clear();
    await navigate({ to: paths.settings(organization), replace: true });
  };
  return (
    <DoorLayout title="Come in without SSO">
      <Text size="sm">
        For admins, when the organization’s own sign-in fails. You are in for an hour; every admin is told by mail, and
        it stands in the audit.
      </Text>
      {comeIn.problem && <ProblemAlert problem={comeIn.problem} focus />}
      <form
        noValidate
        onSubmit={form.onSubmit(
          ({ reason }) => void submit(reason.trim()).catch(() => undefined),
          () => form.getInputNode('reason')?.focus(),
        )}
      >
        <Stack>
          <Textarea label="Reason" withAsterisk autosize minRows={2} autoFocus {...form.getInputProps('reason')} />
          <Button type="submit" color="red" loading={comeIn.pending}>
            Come in without SSO
          </Button>
        </Stack>
      </form>
      <Anchor component={Link} to={paths.organizationSignIn(organization)} size="sm" underline="always">
        Back to the sign-in
      </Anchor>
    </DoorLayout>
  );
}
