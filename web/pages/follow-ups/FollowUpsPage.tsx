import { getRouteApi, Outlet } from '@tanstack/react-router';
import { IconClipboardCheck } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { MineOrAll } from '../../components/MineOrAll.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { paths } from '../../paths.ts';
import { WantedConsents } from '../consents/WantedConsents.tsx';
import { followUpColumns } from './columns.tsx';
import { followUpsQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/follow-ups');

/** What only a human can do, outside: each has an owner and a date. */
export function FollowUpsPage() {
  const { organization } = route.useParams();
  const { all } = route.useSearch();
  const navigate = route.useNavigate();
  const columns = useMemo(
    () => followUpColumns(organization, (followUp) => paths.followUpAttest(organization, followUp)),
    [organization],
  );
  return (
    <Page
      title="Follow-ups"
      summary="What only a person can do, at a provider. A removal closes when they are done and somebody attests it."
    >
      {!all && <WantedConsents organization={organization} />}
      <Section
        title={all ? 'All follow-ups' : 'Yours, open'}
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
          query={followUpsQuery(organization, all ? {} : { mine: true, status: 'open' })}
          columns={columns}
          rowId={(followUp) => followUp.id}
          noun="follow-up"
          empty={
            <Empty
              icon={<IconClipboardCheck size={32} aria-hidden />}
              title={all ? 'No follow-ups' : 'Nothing to do'}
              says={all ? 'No removal has needed one yet.' : 'No follow-up of yours is open.'}
            />
          }
        />
      </Section>
      <Outlet />
    </Page>
  );
}
