import { infiniteQueryOptions } from '@tanstack/react-query';
import { createColumnHelper, metaHelper, type RowData, tableFeatures } from '@tanstack/react-table';

/** `from`: the column is left out on screens that are narrower. `srOnly`: its header is for screen readers. */
export interface ColumnMeta {
  from?: 'sm' | 'md' | 'lg';
  srOnly?: boolean;
}

export const features = tableFeatures({ columnMeta: metaHelper<ColumnMeta>() });

/** Column definitions of one kind of row. Call at module level, so that they stay the same between renders. */
export function columnsOf<Row extends RowData>() {
  return createColumnHelper<typeof features, Row>();
}

/** A page of a list, as every list of the API answers it. */
export interface ListPage<Row> {
  items: Row[];
  nextCursor: string | null;
}

/** A list of the API as a query, page by page. `cursor` is undefined for the first page. */
export function listQuery<Row>(
  key: readonly unknown[],
  page: (cursor: string | undefined, signal: AbortSignal) => Promise<ListPage<Row>>,
) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => page(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: ListPage<Row>) => last.nextCursor ?? undefined,
  });
}
export type ListQuery<Row> = ReturnType<typeof listQuery<Row>>;
