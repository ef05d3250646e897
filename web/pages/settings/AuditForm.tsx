import { NumberInput, Switch } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { organizationQuery } from '../../session.ts';
import { changePolicy } from './change-policy.ts';

const audit = getRouteApi('/o/$organization/settings/audit');

/** How long the audit is kept. */
export function AuditForm() {
  const { organization } = audit.useParams();
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const { retentionDays, legalHold } = data.policy.audit;
  const form = useForm<{ retentionDays: number | ''; legalHold: boolean }>({
    initialValues: { retentionDays: retentionDays ?? '', legalHold },
    validate: {
      retentionDays: (days) => (days === '' || days >= 30 ? null : 'At least 30 days, or nothing: for ever'),
    },
  });
  return (
    <SideForm
      title="Change audit"
      says="What is older is dropped for good, entries and events together, behind a signed checkpoint: what is left can be verified still."
      form={form}
      submitLabel="Change audit"
      send={({ retentionDays, legalHold }, header) => {
        const kept = retentionDays === '' ? null : retentionDays;
        return changePolicy(organization, { audit: { retentionDays: kept, legalHold } }, header);
      }}
      done="The audit is changed"
      back={paths.settings(organization)}
    >
      <NumberInput
        label="Kept for, in days"
        description="Nothing entered: for ever"
        min={30}
        max={36_500}
        clampBehavior="none"
        allowDecimal={false}
        {...form.getInputProps('retentionDays')}
      />
      <Switch
        label="Legal hold"
        description="Nothing is dropped, whatever its age"
        {...form.getInputProps('legalHold', { type: 'checkbox' })}
      />
    </SideForm>
  );
}
