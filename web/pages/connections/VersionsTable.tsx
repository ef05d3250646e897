import { useMemo } from 'react';
import { QueryTable } from '../../components/QueryTable.tsx';
import { RowMenu } from '../../components/RowMenu.tsx';
import { Section } from '../../components/Section.tsx';
import type { ShownKey } from '../../components/ShownOnce.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { type Connection, type SecretVersion, versionsQuery } from './queries.ts';
import { useReveal } from './SecretActions.tsx';

interface Props {
  organization: string;
  connection: Connection;
  show: (shown: ShownKey) => void;
}

const column = columnsOf<SecretVersion>();

/** Every version that the secret had: an earlier one can still be shown, as when a change has to be taken back at the provider. */
export function VersionsTable(props: Props) {
  const { organization, connection } = props;
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor('version', { header: 'Version' }),
        column.accessor('setAt', { header: 'Set', cell: (cell) => <When at={cell.getValue()} /> }),
        column.accessor((version) => version.setBy?.name ?? '', { id: 'by', header: 'By', meta: { from: 'sm' } }),
        column.accessor('endedAt', {
          header: 'Ended',
          cell: (cell) => {
            const at = cell.getValue();
            return at === null ? 'In use' : <When at={at} />;
          },
        }),
        column.accessor('exposedTo', { header: 'Could be known to', meta: { from: 'md' } }),
        column.display({
          id: 'actions',
          header: 'Actions',
          cell: ({ row }) => <VersionActions {...props} version={row.original} />,
          meta: { srOnly: true },
        }),
      ]),
    [props],
  );
  return (
    <Section title="Versions of the secret" flush>
      <QueryTable
        query={versionsQuery(organization, connection.id)}
        columns={columns}
        rowId={(version) => version.id}
        noun="version"
        empty={null}
      />
    </Section>
  );
}

function VersionActions({ version, ...props }: Props & { version: SecretVersion }) {
  const reveal = useReveal(props);
  return (
    <RowMenu
      label={`Actions for version ${version.version}`}
      actions={[{ label: 'Reveal', may: props.connection.may.revealSecret, onClick: () => reveal(version.version) }]}
    />
  );
}
