import { Button, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../../components/Page.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { Section } from '../../components/Section.tsx';
import { paths } from '../../paths.ts';
import { problemOf } from '../../problem.ts';
import { MassPreview } from './MassPreview.tsx';
import { massPreviewQuery } from './queries.ts';
import { StartMassForm } from './StartMassForm.tsx';
import { emailsIn } from './words.ts';

const route = getRouteApi('/o/$organization/mass-removals/new');

/** Who leaves, what that would do, and the start with exactly that plan: on one page, because a list is corrected while one looks at what it does. */
export function NewMassRemovalPage() {
  const { organization } = route.useParams();
  const [text, setText] = useState('');
  const [emails, setEmails] = useState<string[]>([]);
  const [missing, setMissing] = useState(false);
  const [effectiveAt, setEffectiveAt] = useState<string | undefined>();
  const preview = useQuery(massPreviewQuery(organization, emails, effectiveAt));
  const show = () => {
    const found = emailsIn(text);
    setMissing(found.length === 0);
    setEmails(found);
    if (found.length > 0 && found.join() === emails.join()) void preview.refetch();
  };
  return (
    <Page
      title="Preview a removal of many"
      crumbs={[
        { label: 'Removals', to: paths.removals(organization) },
        { label: 'Of many', to: paths.massRemovals(organization) },
      ]}
      summary="First you see what would happen. Nothing starts before you say so."
    >
      <Section title="Who leaves?">
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            show();
          }}
        >
          <Stack maw={620} align="flex-start">
            <Textarea
              w="100%"
              label="E-mail addresses"
              description="As they are members here: one per line, or separated by commas; up to 1,000"
              withAsterisk
              autosize
              minRows={4}
              maxRows={16}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              error={missing && emailsIn(text).length === 0 ? 'Enter at least one e-mail address' : null}
            />
            <Button type="submit" loading={preview.isFetching}>
              Show the plan
            </Button>
          </Stack>
        </form>
      </Section>
      {preview.error && <ProblemAlert problem={problemOf(preview.error)} focus />}
      {preview.isFetching && !preview.data && <Text role="status">Working out the plan …</Text>}
      {preview.data && (
        <>
          <MassPreview organization={organization} preview={preview.data} />
          {preview.data.people.length > 0 && (
            <Section title="Start">
              <StartMassForm
                organization={organization}
                preview={preview.data}
                upToDate={!preview.isFetching && !preview.isError}
                onEffectiveAt={setEffectiveAt}
                onPlanChanged={() => void preview.refetch()}
              />
            </Section>
          )}
        </>
      )}
    </Page>
  );
}
