import { Anchor, Button, Container, Stack, Title } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { ProblemAlert } from '../components/ProblemAlert.tsx';
import { paths } from '../paths.ts';
import { problemOf } from '../problem.ts';

/** In place of a page inside an organization that could not be read.  */
export function PageError({ error }: { error: unknown }) {
  const router = useRouter();
  const problem = problemOf(error);
  if (problem.name === 'unauthenticated' || problem.name === 'sso-needed') return null; // main.tsx leads to the sign-in
  return (
    <Stack align="flex-start">
      <title>Something is wrong · Doorward</title>
      <Title order={1} fz={22} tabIndex={-1} className="page-title">
        {problem.status === 404 ? 'There is nothing here' : 'This page can’t be shown'}
      </Title>
      <ProblemAlert problem={problem}>
        <Button mt="sm" size="xs" variant="default" onClick={() => void router.invalidate()}>
          Try again
        </Button>
      </ProblemAlert>
      <Anchor component={Link} to={paths.home()} underline="always">
        Your organizations
      </Anchor>
    </Stack>
  );
}

/** The same outside of one. */
export function ErrorPage({ error }: { error: unknown }) {
  return (
    <Container component="main" id="main" tabIndex={-1} size="sm" py="xl">
      <PageError error={error} />
    </Container>
  );
}

/** For an address that leads to nothing. */
export function MissingPage() {
  return (
    <Container component="main" id="main" tabIndex={-1} size="sm" py="xl">
      <title>There is nothing here · Doorward</title>
      <Title order={1} fz={22} tabIndex={-1} className="page-title">
        There is nothing here
      </Title>
      <Anchor component={Link} to={paths.home()} underline="always">
        Your organizations
      </Anchor>
    </Container>
  );
}
