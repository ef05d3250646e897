import { IconListDetails } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { StatusFilter } from '../../components/StatusFilter.tsx';
import { planColumns } from './columns.tsx';
import { itemsQuery, type PlanItem, type Removal } from './queries.ts';

/** The plan item by item: what happens to each, who gets it, and how far it is. */
export function PlanTable({ organization, removal }: { organization: string; removal: Removal }) {
  const [status, setStatus] = useState<PlanItem['status'] | undefined>();
  const columns = useMemo(() => planColumns(organization, removal), [organization, removal]);
  return (
    <Section title="Plan" aside={<StatusFilter kind="item" value={status} onChange={setStatus} />} flush>
      <QueryTable
        query={itemsQuery(organization, removal.id, { status })}
        columns={columns}
        rowId={(item) => item.key}
        noun="item"
        empty={
          <Empty
            icon={<IconListDetails size={32} aria-hidden />}
            title="No items"
            says={status ? 'None is in this state.' : `${removal.member.name} holds nothing.`}
          />
        }
      />
    </Section>
  );
}
