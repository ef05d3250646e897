import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { memberQuery } from './queries.ts';
import { Reason, useReason } from './Reason.tsx';

const placeRoute = getRouteApi('/o/$organization/members/$member/place-legal-hold');
const liftRoute = getRouteApi('/o/$organization/members/$member/lift-legal-hold');

/** Keeps everything about someone from being erased. */
export function PlaceLegalHoldForm() {
  const { organization, member } = placeRoute.useParams();
  const { data } = useSuspenseQuery(memberQuery(organization, member));
  const form = useReason();
  return (
    <SideForm
      title={`Place a legal hold on ${data.name}`}
      says="Nothing about them is erased until it is lifted, whatever the policy says. They can still be suspended and deactivated."
      form={form}
      submitLabel="Place the hold"
      send={(body, header) =>
        take(
          api.POST('/v1/organizations/{organization}/members/{member}/place-legal-hold', {
            params: { path: { organization, member }, header },
            body,
          }),
        )
      }
      done={`${data.name} is on legal hold`}
      back={paths.member(organization, member)}
    >
      <Reason form={form} />
    </SideForm>
  );
}

/** Lets an erasure that waited go on. */
export function LiftLegalHoldForm() {
  const { organization, member } = liftRoute.useParams();
  const { data } = useSuspenseQuery(memberQuery(organization, member));
  const form = useReason();
  return (
    <SideForm
      title={`Lift the legal hold on ${data.name}`}
      says="They can be removed permanently again. An erasure that waited for this goes on at once."
      form={form}
      submitLabel="Lift the hold"
      send={(body, header) =>
        take(
          api.POST('/v1/organizations/{organization}/members/{member}/lift-legal-hold', {
            params: { path: { organization, member }, header },
            body,
          }),
        )
      }
      done={`The hold on ${data.name} is lifted`}
      back={paths.member(organization, member)}
    >
      <Reason form={form} />
    </SideForm>
  );
}
