import { Button, Code, FileInput, Stack, Text, Textarea } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, take } from '../../client.ts';
import { useCommand } from '../../command.ts';
import { Page } from '../../components/Page.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { Section } from '../../components/Section.tsx';
import { paths } from '../../paths.ts';
import type { PreviewedLine } from './csv-words.ts';
import { CsvPreview } from './CsvPreview.tsx';

const route = getRouteApi('/o/$organization/invitations/from-csv');
const LARGEST = 512 * 1024;

/** Many people from a CSV file: what each line would do, then the start with exactly that. */
export function FromCsvPage() {
  const { organization } = route.useParams();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const [lines, setLines] = useState<PreviewedLine[] | null>(null);
  const preview = useCommand((csv: string) =>
    take(
      api.POST('/v1/organizations/{organization}/invitations/preview', {
        params: { path: { organization } },
        body: { csv },
      }),
    ),
  );
  const change = (changed: string): void => {
    setText(changed);
    setWrong(null);
    setLines(null);
  };
  const choose = async (file: File | null): Promise<void> => {
    if (file === null) return;
    const read = file.size > LARGEST ? '' : await file.text();
    change(read);
    if (file.size > LARGEST) setWrong('It is larger than 512 KB: split it');
    if (read.includes('\uFFFD')) setWrong('Save it as UTF-8: some letters can’t be read');
  };
  const show = async (): Promise<void> => {
    if (text.trim() === '') return setWrong('Choose a file, or paste its lines');
    setLines(null);
    setLines((await preview.run(text)).items);
  };
  return (
    <Page
      title="Invite from a CSV file"
      crumbs={[{ label: 'Invitations', to: paths.invitations(organization) }]}
      summary="First you see what each line would do. Nobody is invited before you say so."
    >
      <Section title="Who is invited?">
        <Stack maw={720} align="flex-start">
          <Text size="sm">
            The first line names the columns: <Code>email</Code>, and any of <Code>name</Code>, <Code>role</Code>,{' '}
            <Code>custom_role</Code>, <Code>relationship</Code>, <Code>teams</Code> (with semicolons between them),{' '}
            <Code>sponsor</Code> (an e-mail address), <Code>reason</Code>, <Code>ends_at</Code>. Up to 500 lines.
          </Text>
          <FileInput
            label="CSV file"
            placeholder="Choose a file"
            accept=".csv,text/csv,text/plain"
            onChange={(file) => void choose(file)}
          />
          <Textarea
            w="100%"
            label="Or paste its lines"
            placeholder={'email,role,teams\nnora@example.com,member,Data'}
            autosize
            minRows={4}
            maxRows={12}
            value={text}
            onChange={(event) => change(event.currentTarget.value)}
            error={wrong ?? preview.problem?.facts['expected']}
          />
          <Button loading={preview.pending} onClick={() => void show().catch(() => undefined)}>
            Show what would happen
          </Button>
        </Stack>
      </Section>
      {preview.problem && <ProblemAlert problem={preview.problem} focus />}
      {lines && <CsvPreview organization={organization} lines={lines} />}
    </Page>
  );
}
