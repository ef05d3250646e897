import { getRouteApi } from '@tanstack/react-router';
import { IconHandStop } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { MineOrAll } from '../../components/MineOrAll.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { offerColumns } from './columns.tsx';
import { offersQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/hand-over-offers');

/** What would come to the reader when colleagues leave. */
export function OffersPage() {
  const { organization } = route.useParams();
  const { all } = route.useSearch();
  const navigate = route.useNavigate();
  const columns = useMemo(() => offerColumns(organization), [organization]);
  return (
    <Page
      title="Offered to you"
      summary="Somebody is leaving, and something of theirs would go to you on their last day."
    >
      <Section
        title={all ? 'All offers' : 'Yours, open'}
        aside={
          <MineOrAll
            mine="Yours, open"
            all={all === true}
            onChange={(every) => void navigate({ search: every ? { all: true } : {}, replace: true })}
          />
        }
        flush
      >
        <QueryTable
          query={offersQuery(organization, all ? {} : { mine: true, status: 'open' })}
          columns={columns}
          rowId={(offer) => offer.id}
          noun="offer"
          empty={
            <Empty
              icon={<IconHandStop size={32} aria-hidden />}
              title={all ? 'No offers' : 'Nothing is offered to you'}
              says="Before someone’s last day, whoever would receive something of theirs is asked here."
            />
          }
        />
      </Section>
    </Page>
  );
}
