import { Anchor, FileInput, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api, given, take } from '../../client.ts';
import { needed } from '../../components/forms.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { titleOf } from './columns.tsx';
import { accepted, fileProblem, toUpload } from './evidence.ts';
import { followUpQuery } from './queries.ts';

/** Beside the list of follow-ups, or beside its removal. States that it was done, and how anyone can see it. The certificate names who said so. */
export function AttestForm() {
  const { organization = '', followUp: id = '', removal } = useParams({ strict: false });
  const { data: followUp } = useSuspenseQuery(followUpQuery(organization, id));
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { statement: '', evidence: '', content: null as File | null },
    validate: { statement: needed('Say what was done'), content: fileProblem },
  });
  return (
    <SideForm
      title="Attest that it is done"
      says={
        <>
          {titleOf(followUp)}.
          {followUp.page !== null && (
            <>
              {' '}
              It is done on the{' '}
              <Anchor href={followUp.page} rel="noreferrer" target="_blank" underline="always" fz="sm">
                provider’s page (new tab)
              </Anchor>
              .
            </>
          )}
        </>
      }
      form={form}
      submitLabel="Attest"
      send={async ({ statement, evidence, content }, header) => {
        const params = { path: { organization, followUp: id } };
        if (content !== null) {
          const upload = {
            'idempotency-key': `${header['idempotency-key']}-file-${content.size}-${content.lastModified}`,
          }; // sent again, it is there once
          const body = await toUpload(content);
          await take(
            api.POST('/v1/organizations/{organization}/follow-ups/{followUp}/evidence', {
              params: { ...params, header: upload },
              body,
            }),
          );
        }
        return await take(
          api.POST('/v1/organizations/{organization}/follow-ups/{followUp}/attest', {
            params: { ...params, header },
            body: { statement: statement.trim(), ...given({ evidence: evidence.trim() }) },
          }),
        );
      }}
      done="Attested"
      back={removal === undefined ? paths.followUps(organization) : paths.removal(organization, removal)}
    >
      <Textarea
        key={form.key('statement')}
        label="What was done"
        withAsterisk
        autosize
        minRows={2}
        data-autofocus
        {...form.getInputProps('statement')}
      />
      <TextInput
        key={form.key('evidence')}
        label="Evidence"
        description="Where anyone can see it: a link, a ticket"
        {...form.getInputProps('evidence')}
      />
      <FileInput
        key={form.key('content')}
        label="File"
        description="A screenshot or a document that shows it: PDF, PNG, JPEG or text, at most 4 MiB. Admins can download it."
        placeholder="Choose a file"
        accept={accepted}
        clearable
        clearButtonProps={{ 'aria-label': 'Take the file out' }}
        {...form.getInputProps('content')}
      />
    </SideForm>
  );
}
