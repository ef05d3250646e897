import { Box, Button, Group, Skeleton, Table, VisuallyHidden } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { type ColumnDef, type RowData, useTable } from '@tanstack/react-table';
import { type ReactNode, useMemo } from 'react';
import { problemOf } from '../problem.ts';
import { ProblemAlert } from './ProblemAlert.tsx';
import { type ColumnMeta, features, type ListQuery } from './table.ts';
import { counted } from './words.ts';

type Columns<Row extends RowData> = ColumnDef<typeof features, Row>[];

interface QueryTableProps<Row extends RowData> {
  query: ListQuery<Row>;
  columns: Columns<Row>;
  rowId: (row: Row) => string;
  /** What one row is, for the line below: `member`. */
  noun: string;
  /** Stands in for a table without rows. */
  empty: ReactNode;
}

/** The one way a list is shown: its pages one below the other, with a button for the next. */
export function QueryTable<Row extends RowData>({ query, columns, rowId, noun, empty }: QueryTableProps<Row>) {
  const list = useInfiniteQuery({ ...query, placeholderData: keepPreviousData });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  if (list.isPending) return <Loading />;
  if (list.error && rows.length === 0) {
    return (
      <Box p="md">
        <ProblemAlert problem={problemOf(list.error)}>
          <Button mt="sm" size="xs" variant="default" onClick={() => void list.refetch()}>
            Try again
          </Button>
        </ProblemAlert>
      </Box>
    );
  }
  if (rows.length === 0) return <>{empty}</>;
  return (
    <Box aria-busy={list.isFetching}>
      <RowTable rows={rows} columns={columns} rowId={rowId} />
      <Group justify="space-between" px={{ base: 'md', sm: 'lg' }} py="sm" mih={48}>
        <Box fz="sm" c="dimmed" role="status">
          {list.hasNextPage ? `The first ${counted(rows.length, noun)}` : counted(rows.length, noun)}
        </Box>
        {list.hasNextPage && (
          <Button
            size="xs"
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Show more
          </Button>
        )}
      </Group>
    </Box>
  );
}

/** A table of rows that are all here. */
export function RowTable<Row extends RowData>(props: {
  rows: Row[];
  columns: Columns<Row>;
  rowId: (row: Row) => string;
}) {
  const table = useTable({ features, columns: props.columns, data: props.rows, getRowId: props.rowId });
  return (
    <Table.ScrollContainer minWidth={0} type="native">
      <Table verticalSpacing={10} horizontalSpacing="md" fz="sm" className="rows">
        <Table.Thead>
          {table.getHeaderGroups().map((group) => (
            <Table.Tr key={group.id}>
              {group.headers.map((header) => {
                const meta = header.column.columnDef.meta;
                const label = <table.FlexRender header={header} />;
                return (
                  <Table.Th key={header.id} className="table-head" {...visibleFrom(meta)}>
                    {meta?.srOnly ? <VisuallyHidden>{label}</VisuallyHidden> : label}
                  </Table.Th>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Thead>
        <Table.Tbody>
          {table.getRowModel().rows.map((row) => (
            <Table.Tr key={row.id}>
              {row.getAllCells().map((cell) => (
                <Table.Td key={cell.id} {...visibleFrom(cell.column.columnDef.meta)}>
                  <table.FlexRender cell={cell} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function visibleFrom(meta: ColumnMeta | undefined) {
  return meta?.from === undefined ? {} : { visibleFrom: meta.from };
}

function Loading() {
  return (
    <Box p="md" role="status" aria-label="Loading">
      {[0, 1, 2, 3].map((line) => (
        <Skeleton key={line} height={18} mb="sm" />
      ))}
    </Box>
  );
}
