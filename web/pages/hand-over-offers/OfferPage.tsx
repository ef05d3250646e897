import { Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { When } from '../../components/When.tsx';
import { counted } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { itemColumns } from './columns.tsx';
import { OfferForecast } from './OfferForecast.tsx';
import { type HandOverOffer, offeredItemsQuery, offerQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/hand-over-offers/$offer');

/** One offer: what would come, and the three answers to it. */
export function OfferPage() {
  const { organization, offer: id } = route.useParams();
  const { data: offer } = useSuspenseQuery(offerQuery(organization, id));
  return (
    <Page
      title={`What ${offer.leaver.name} leaves to ${offer.successor.name}`}
      crumbs={[{ label: 'Offered to you', to: paths.handOverOffers(organization) }]}
      badge={<Status kind="handOverOffer" is={offer.status} />}
      summary={
        <>
          It is handed over <When at={offer.effectiveAt} inline />. It can be answered until{' '}
          <When at={offer.dueAt} inline />.
        </>
      }
      actions={<Answers organization={organization} offer={offer} />}
    >
      <Section title="What would be handed over" flush>
        <QueryTable
          query={offeredItemsQuery(organization, id)}
          columns={itemColumns}
          rowId={(item) => item.key}
          noun="thing"
          empty={
            <Text size="sm" px="lg" pb="lg">
              Nothing any more.
            </Text>
          }
        />
      </Section>
      <Section title="Forecast: what would run in the 14 days after the hand-over">
        <OfferForecast organization={organization} offer={id} />
      </Section>
      <Outlet />
    </Page>
  );
}

function Answers({ organization, offer }: { organization: string; offer: HandOverOffer }) {
  const confirm = useConfirm();
  const accept = () =>
    confirm({
      title: 'Accept',
      says: `${counted(offer.items, 'thing', 'things')} of ${offer.leaver.name} will be yours to answer for.`,
      action: 'Accept all',
      run: (header) =>
        take(
          api.POST('/v1/organizations/{organization}/hand-over-offers/{offer}/accept', {
            params: { path: { organization, offer: offer.id }, header },
            body: { items: offer.items },
          }),
        ),
    });
  return (
    <>
      <MayButton may={offer.may.redirect} variant="default" to={paths.handOverOfferRedirect(organization, offer.id)}>
        Name a colleague
      </MayButton>
      <MayButton may={offer.may.decline} variant="default" to={paths.handOverOfferDecline(organization, offer.id)}>
        Decline
      </MayButton>
      <MayButton may={offer.may.accept} onClick={accept}>
        Accept all
      </MayButton>
    </>
  );
}
