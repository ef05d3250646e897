import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { MemberSelect } from '../../components/MemberSelect.tsx';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { offerQuery } from './queries.ts';

/** A colleague is asked instead. */
export function RedirectForm() {
  const { organization = '', offer: id = '' } = useParams({ strict: false });
  const { data: offer } = useSuspenseQuery(offerQuery(organization, id));
  const form = useForm({
    initialValues: { toMemberId: '' },
    validate: { toMemberId: (member) => (member === '' ? 'Choose who is asked' : null) },
  });
  return (
    <SideForm
      title="Name a colleague"
      says="They are asked in your place, and whoever asked for the removal is told."
      form={form}
      submitLabel="Ask them"
      send={({ toMemberId }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/hand-over-offers/{offer}/redirect', {
            params: { path: { organization, offer: id }, header },
            body: { toMemberId },
          }),
        )
      }
      done="Your colleague is asked"
      back={paths.handOverOffer(organization, id)}
    >
      <MemberSelect
        organization={organization}
        label="Colleague"
        kind="person"
        required
        autoFocus
        except={[offer.successor.id, offer.leaver.id]}
        value={form.values.toMemberId === '' ? null : form.values.toMemberId}
        onChange={(member) => form.setFieldValue('toMemberId', member ?? '')}
        error={form.errors['toMemberId']}
      />
    </SideForm>
  );
}
