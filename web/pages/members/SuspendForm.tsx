import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { memberQuery } from './queries.ts';
import { Reason, useReason } from './Reason.tsx';

const suspendRoute = getRouteApi('/o/$organization/members/$member/suspend');
const reactivateRoute = getRouteApi('/o/$organization/members/$member/reactivate');

/** The emergency: shut at once, without plan or process. */
export function SuspendForm() {
  const { organization, member } = suspendRoute.useParams();
  const { data } = useSuspenseQuery(memberQuery(organization, member));
  const form = useReason();
  return (
    <SideForm
      title={`Suspend ${data.name} now`}
      says="Sign-in, sessions and their own keys stop in the same instant. Their automation goes on as the caretaker. Nothing is transferred or deleted, and you can reactivate them."
      form={form}
      submitLabel="Suspend now"
      danger
      send={(body, header) =>
        take(
          api.POST('/v1/organizations/{organization}/members/{member}/suspend', {
            params: { path: { organization, member }, header },
            body,
          }),
        )
      }
      done={`${data.name} is suspended`}
      back={paths.member(organization, member)}
    >
      <Reason form={form} />
    </SideForm>
  );
}

/** The way back from it. */
export function ReactivateForm() {
  const { organization, member } = reactivateRoute.useParams();
  const { data } = useSuspenseQuery(memberQuery(organization, member));
  const form = useReason();
  return (
    <SideForm
      title={`Reactivate ${data.name}`}
      says="They can sign in again, their keys work again, and their automation runs as them again."
      form={form}
      submitLabel="Reactivate"
      send={(body, header) =>
        take(
          api.POST('/v1/organizations/{organization}/members/{member}/reactivate', {
            params: { path: { organization, member }, header },
            body,
          }),
        )
      }
      done={`${data.name} is active again`}
      back={paths.member(organization, member)}
    >
      <Reason form={form} />
    </SideForm>
  );
}
