import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { organizationQuery } from '../../session.ts';
import { memberQuery } from './queries.ts';
import { Reason, useReason } from './Reason.tsx';

const route = getRouteApi('/o/$organization/members/$member/erase');

/** For good: what is personal is replaced by a pseudonym, as policy lets it. */
export function EraseForm() {
  const { organization, member } = route.useParams();
  const { data } = useSuspenseQuery(memberQuery(organization, member));
  const { policy } = useSuspenseQuery(organizationQuery(organization)).data;
  const form = useReason();
  const { erasure, eraseAfterDays } = policy.removals;
  const waits = [
    ...(erasure === 'after-approval' ? ['another admin has to approve it'] : []),
    ...(eraseAfterDays > 0 ? [`it waits until ${eraseAfterDays} days after the deactivation`] : []),
  ];
  return (
    <SideForm
      title={`Remove ${data.name} permanently`}
      says={`Name, address and all else that is personal are replaced by a pseudonym. That can’t be undone.${waits.length > 0 ? ` By your policy ${waits.join(', and ')}.` : ''}`}
      form={form}
      submitLabel="Remove permanently"
      danger
      send={({ reason }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/erasures', {
            params: { path: { organization }, header },
            body: { memberId: member, reason },
          }),
        )
      }
      done={waits.length > 0 ? 'It is asked for' : `${data.name} is removed permanently`}
      back={paths.member(organization, member)}
    >
      <Reason form={form} />
    </SideForm>
  );
}
