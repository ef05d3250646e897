import { Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconWorld } from '@tabler/icons-react';
import { useMemo } from 'react';
import { api, given, type Schema, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { Empty } from '../../components/Empty.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { RowMenu } from '../../components/RowMenu.tsx';
import { Section } from '../../components/Section.tsx';
import { columnsOf, listQuery } from '../../components/table.ts';
import { paths } from '../../paths.ts';
import { ruleWords } from './words.ts';

type EmailDomain = Schema<'EmailDomain'>;
const column = columnsOf<EmailDomain>();

const emailDomainsQuery = (organization: string) =>
  listQuery<EmailDomain>(['email-domains', organization], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/email-domains', {
        params: { path: { organization }, query: given({ cursor }) },
        signal,
      }),
    ),
  );

const columnsFor = (organization: string) =>
  column.columns([
    column.accessor('name', {
      header: 'Email domain',
      cell: (cell) => (
        <Text size="sm" fw={600} className="break">
          {cell.getValue()}
        </Text>
      ),
    }),
    column.accessor('rule', { header: 'Its addresses are', cell: (cell) => ruleWords[cell.getValue()] }),
    column.display({
      id: 'actions',
      header: 'Actions',
      cell: ({ row }) => <Actions organization={organization} emailDomain={row.original} />,
      meta: { srOnly: true },
    }),
  ]);

/** What is said of email domains: it decides what becomes of an invitation. */
export function EmailDomains({ organization }: { organization: string }) {
  const columns = useMemo(() => columnsFor(organization), [organization]);
  return (
    <Section
      title="Email domains"
      flush
      aside={
        <MayButton may={{ allowed: true }} to={paths.settingsEmailDomain(organization)} size="xs" variant="default">
          List an email domain
        </MayButton>
      }
    >
      <QueryTable
        query={emailDomainsQuery(organization)}
        columns={columns}
        rowId={({ name }) => name}
        noun="email domain"
        empty={
          <Empty
            icon={<IconWorld size={32} aria-hidden />}
            title="None is listed"
            says="Addresses of every email domain are treated as unlisted."
          />
        }
      />
    </Section>
  );
}

function Actions({ organization, emailDomain: { name, rule } }: { organization: string; emailDomain: EmailDomain }) {
  const confirm = useConfirm();
  const path = { organization, emailDomain: name };
  const other = rule === 'blocked' ? 'guest' : 'blocked';
  const change = () =>
    confirm({
      title: `${other === 'blocked' ? 'Block' : 'Accept guests of'} ${name}?`,
      says: `Invitations to its addresses are ${other === 'blocked' ? 'refused' : 'approved first'} from now on.`,
      action: other === 'blocked' ? 'Block' : 'Accept guests',
      danger: other === 'blocked',
      run: async (header) => {
        await take(
          api.POST('/v1/organizations/{organization}/email-domains/{emailDomain}/change-rule', {
            params: { path, header },
            body: { rule: other },
          }),
        );
        notifications.show({ color: 'green', message: `${name} is changed` });
      },
    });
  const remove = () =>
    confirm({
      title: `Take ${name} off the list?`,
      says: 'Its addresses are treated as unlisted from now on.',
      action: 'Take off',
      danger: true,
      run: async () => {
        await take(api.DELETE('/v1/organizations/{organization}/email-domains/{emailDomain}', { params: { path } }));
        notifications.show({ color: 'green', message: `${name} is off the list` });
      },
    });
  return (
    <RowMenu
      label={`Actions for ${name}`}
      actions={[
        { label: other === 'blocked' ? 'Block' : 'Accept guests', may: { allowed: true }, onClick: change },
        { label: 'Take off the list', may: { allowed: true }, danger: true, onClick: remove },
      ]}
    />
  );
}
