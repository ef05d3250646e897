import { useForm } from '@mantine/form';
import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api, type Schema, take } from '../../client.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { humanize } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { itemsQuery, type PlanItem, removalQuery } from './queries.ts';
import { SuccessorFields, type SuccessorValues } from './SuccessorFields.tsx';
import { itemName, resourceOf } from './words.ts';

/** Names another successor while the removal runs: what is still open follows at once. */
export function ChangeSuccessorForm() {
  const { organization = '', removal: id = '', item: key } = useParams({ strict: false });
  const { data: removal } = useSuspenseQuery(removalQuery(organization, id));
  const item = useItem(organization, id, key);
  const resourceId = item && resourceOf(item);
  const form = useForm<SuccessorValues>({
    initialValues: { successor: null, scope: item === null ? 'rest' : resourceId === undefined ? 'kind' : 'item' },
    validate: { successor: (successor) => (successor === null ? 'Choose who gets it' : null) },
  });
  const send = ({ successor, scope }: SuccessorValues, header: { 'idempotency-key': string }) => {
    const successorId = successor?.id ?? '';
    const body: Schema<'SuccessorChoice'> =
      scope === 'item' && resourceId
        ? { resourceId, successorId }
        : scope === 'kind' && item
          ? { kind: item.kind, successorId }
          : { successorId };
    const params = { path: { organization, removal: id }, header };
    return take(api.POST('/v1/organizations/{organization}/removals/{removal}/change-successor', { params, body }));
  };
  return (
    <SideForm
      title={item ? `Who gets ${item.name}?` : 'Who gets all that is left?'}
      says="What was transferred already stays where it is."
      form={form}
      submitLabel="Change"
      send={send}
      done="Changed"
      back={paths.removal(organization, id)}
    >
      <SuccessorFields
        organization={organization}
        except={[removal.member.id]}
        item={item}
        single={resourceId !== undefined}
        values={form.values}
        onChange={(values) => form.setValues(values)}
        error={form.errors['successor']}
      />
    </SideForm>
  );
}

/** An item by its key (`kind:objectId`), with its name where the list that was shown has it. */
export function useItem(organization: string, removal: string, key: string | undefined): Named | null {
  const { data } = useInfiniteQuery(itemsQuery(organization, removal, {}));
  if (key === undefined) return null;
  const [kind = '', objectId = ''] = key.split(':');
  const found = data?.pages.flatMap((page) => page.items).find((item) => item.key === key);
  if (found) return { ...found, name: itemName(found) };
  return { kind, objectId, title: humanize(kind), facts: {}, name: humanize(kind) };
}
type Named = Pick<PlanItem, 'kind' | 'objectId' | 'title' | 'facts'> & { name: string };
