import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { AccessChangeForm, type AccessChangeValues } from '../access-changes/AccessChangeForm.tsx';
import { pageOf } from '../resources/columns.tsx';
import { resourceQuery } from '../resources/queries.ts';

const route = getRouteApi('/o/$organization/resources/$resource/unshare/$share');
const nobody: readonly string[] = [];

/** Ends a share, with what would stop by it in view. */
export function UnshareForm() {
  const { organization, resource, share } = route.useParams();
  const { data } = useSuspenseQuery(resourceQuery(organization, resource));
  const form = useForm<AccessChangeValues>({ initialValues: { successor: null } });
  return (
    <AccessChangeForm
      organization={organization}
      change={{ kind: 'unshare', shareId: share }}
      members={nobody}
      title={`Stop sharing ${data.name}`}
      says="What they may do only by this share they can’t do any more; what would stop is handed over in the same instant."
      form={form}
      submitLabel="Stop sharing"
      done={`${data.name} is not shared with them any more`}
      back={pageOf(organization, data)}
    />
  );
}
