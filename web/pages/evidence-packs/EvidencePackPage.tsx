import { Button, Code, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi } from '@tanstack/react-router';
import { IconDownload } from '@tabler/icons-react';
import { DateTime } from 'luxon';
import { useId } from 'react';
import { Page } from '../../components/Page.tsx';
import { Section } from '../../components/Section.tsx';
import { absolute, instantOf, ownTimeZone } from '../../components/time.ts';
import { paths } from '../../paths.ts';

const route = getRouteApi('/o/$organization/evidence-packs');

const day = (at: DateTime): string => at.toISODate() ?? '';
const quarterBefore = (quarters: number) => {
  const start = DateTime.local().startOf('quarter').minus({ quarters });
  return { first: day(start), last: day(start.endOf('quarter')) };
};
const periods = [
  { label: 'Last quarter', of: () => quarterBefore(1) },
  { label: 'This quarter', of: () => quarterBefore(0) },
  {
    label: 'Last 12 months',
    of: () => ({ first: day(DateTime.local().minus({ years: 1 }).plus({ days: 1 })), last: day(DateTime.local()) }),
  },
];

/** All removals of a period as one file for auditors. The browser saves it as it comes, so its size doesn't matter here. */
export function EvidencePackPage() {
  const { organization } = route.useParams();
  const form = useForm({
    initialValues: quarterBefore(1),
    validateInputOnChange: true,
    validate: {
      first: (first) => (startOf(first) === undefined ? 'Enter a day' : null),
      last: (last, { first }) =>
        endOf(last) === undefined ? 'Enter a day' : last < first ? 'Not before the first day' : null,
    },
  });
  const [from, to] = [startOf(form.values.first), endOf(form.values.last)];
  const says = useId();
  const url =
    from !== undefined && to !== undefined && from < to
      ? `/v1/organizations/${organization}/evidence-packs/export?${new URLSearchParams({ from, to })}`
      : undefined;
  return (
    <Page
      title="Evidence"
      crumbs={[{ label: 'Removals', to: paths.removals(organization) }]}
      summary="Who left in a period, when they were told and shut out, what was done, and what is not proven: one file for auditors, which opens and verifies without Doorward."
    >
      <Section title="Which period?">
        <Stack maw={620} align="flex-start">
          <Group gap="xs">
            {periods.map(({ label, of }) => (
              <Button key={label} variant="default" size="xs" onClick={() => form.setValues(of())}>
                {label}
              </Button>
            ))}
          </Group>
          <Group align="flex-start">
            <TextInput type="date" label="First day" withAsterisk {...form.getInputProps('first')} />
            <TextInput type="date" label="Last day" withAsterisk {...form.getInputProps('last')} />
          </Group>
          <Text id={says} size="sm" c="dimmed" aria-live="polite">
            {url === undefined
              ? 'No period yet.'
              : `Removals that took effect from ${absolute(from ?? '')} until before ${absolute(to ?? '')}; cancelled ones and those that have not ended are marked.`}
          </Text>
          {url === undefined ? (
            <Button disabled leftSection={<IconDownload size={16} aria-hidden />}>
              Download evidence
            </Button>
          ) : (
            <Button
              component="a"
              href={url}
              download
              aria-describedby={says}
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              Download evidence
            </Button>
          )}
        </Stack>
      </Section>
      <Section title="Verify it without Doorward">
        <Text size="sm">
          Open <code>index.html</code> in the unpacked folder. Certificates and the list of all files are signed; keep
          the public keys elsewhere, because those in a file only prove that it agrees with itself.
        </Text>
        <Code block mt="xs" tabIndex={0}>
          {`curl -o jwks.json ${location.origin}/.well-known/jwks.json\npython3 verify-evidence.py evidence.zip jwks.json`}
        </Code>
      </Section>
    </Page>
  );
}

const startOf = (first: string): string | undefined => instantOf(first, ownTimeZone);

/** The period ends with that day. */
function endOf(last: string): string | undefined {
  return DateTime.fromISO(last, { zone: ownTimeZone }).plus({ days: 1 }).toUTC().toISO() ?? undefined;
}
