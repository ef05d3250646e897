import { NumberInput, Select, Switch } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { organizationQuery } from '../../session.ts';
import { changePolicy } from './change-policy.ts';
import { choices, endingWords, erasureWords, rotateWords, silenceWords } from './words.ts';

const removal = getRouteApi('/o/$organization/settings/removal');
const followUpRules = getRouteApi('/o/$organization/settings/follow-ups');
const massRemovals = getRouteApi('/o/$organization/settings/mass-removals');

/** A number of a form, within what the API takes. */
const numberOf =
  <Field,>(propsOf: (field: Field) => object) =>
  (field: Field, label: string, min: number, max: number, description?: string) => (
    <NumberInput label={label} description={description} min={min} max={max} allowDecimal={false} {...propsOf(field)} />
  );

/** How members are removed. */
export function RemovalForm() {
  const { organization } = removal.useParams();
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const { ending, erasure, eraseAfterDays, reinstateDays, rotate, rotationGraceHours } = data.policy.removals;
  const { driftPercent, caretakerDays, blockedHours, offers } = data.policy.removals;
  const days = { eraseAfterDays, reinstateDays, caretakerDays };
  const form = useForm({
    initialValues: { ending, erasure, rotate, rotationGraceHours, driftPercent, blockedHours, ...offers, ...days },
  });
  const number = numberOf(form.getInputProps);
  return (
    <SideForm
      title="Change removal"
      says="Plans that were previewed before are computed anew."
      form={form}
      submitLabel="Change removal"
      send={({ hours, silence, ...removals }, header) =>
        changePolicy(organization, { removals: { ...removals, offers: { hours, silence } } }, header)
      }
      done="Removal is changed"
      back={paths.settings(organization)}
    >
      <Select
        label="A removal ends with"
        allowDeselect={false}
        data={choices(endingWords)}
        {...form.getInputProps('ending')}
      />
      <Select
        label="Erasure is"
        allowDeselect={false}
        data={choices(erasureWords)}
        {...form.getInputProps('erasure')}
      />
      {number('eraseAfterDays', 'Nobody is erased before so many days of deactivation', 0, 3650)}
      {number('reinstateDays', 'A removal can be undone for, in days', 0, 365, '0: never')}
      <Select
        label="Secrets that are rotated"
        allowDeselect={false}
        data={choices(rotateWords)}
        {...form.getInputProps('rotate')}
      />
      {number('rotationGraceHours', 'Old keys stay good for, in hours', 0, 8760, 'None for a dismissal')}
      {number('driftPercent', 'Drift that is accepted, in percent of the plan', 0, 100)}
      {number('caretakerDays', 'The caretaker stands in for, in days', 1, 365)}
      {number('hours', 'Successors are asked beforehand, and have, in hours', 0, 8760, '0: nobody is asked')}
      <Select
        label="A successor who says nothing"
        allowDeselect={false}
        data={choices(silenceWords)}
        {...form.getInputProps('silence')}
      />
      {number('blockedHours', 'A blocked step is told to the custodian after, in hours', 1, 8760)}
    </SideForm>
  );
}

/** What becomes of what people have to do by hand after a removal. */
export function FollowUpRulesForm() {
  const { organization } = followUpRules.useParams();
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const { dueDays, reminderDays, escalateAfterDays, required } = data.policy.removals.followUps;
  const form = useForm({ initialValues: { dueDays, reminderDays, escalateAfterDays, required } });
  const number = numberOf(form.getInputProps);
  return (
    <SideForm
      title="Change follow-ups"
      says="Follow-ups that are open keep their due dates."
      form={form}
      submitLabel="Change follow-ups"
      send={(followUps, header) => changePolicy(organization, { removals: { followUps } }, header)}
      done="Follow-ups are changed"
      back={paths.settings(organization)}
    >
      {number('dueDays', 'Due after, in working days', 0, 365)}
      {number('reminderDays', 'A reminder every so many days', 1, 365)}
      {number('escalateAfterDays', 'Told to who acts for the owner after, in days', 0, 365)}
      <Switch
        label="A removal waits for its follow-ups"
        description="Off: it ends without them"
        {...form.getInputProps('required', { type: 'checkbox' })}
      />
    </SideForm>
  );
}

/** What many removals at once need. Approvals of several stages are changed over HTTP. */
export function MassRemovalRulesForm() {
  const { organization } = massRemovals.useParams();
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const { breaker, atOnce, approval } = data.policy.removals;
  const [stage, ...more] = approval.stages;
  const simple = stage !== undefined && more.length === 0 ? stage : null;
  const form = useForm({ initialValues: { ...breaker, atOnce, needed: simple?.needed ?? 1 } });
  const number = numberOf(form.getInputProps);
  return (
    <SideForm
      title="Change removals of many"
      says="The breaker stops removals from every source beyond these numbers, until a second admin agrees."
      form={form}
      submitLabel="Change removals of many"
      send={({ atOnce, needed, ...breaker }, header) => {
        const agreed = simple === null ? {} : { approval: { stages: [{ ...simple, needed }] } };
        return changePolicy(organization, { removals: { breaker, atOnce, ...agreed } }, header);
      }}
      done="Removals of many are changed"
      back={paths.settings(organization)}
    >
      {number('count', 'Breaker: so many people', 1, 10_000)}
      {number('percent', 'Breaker: or so many percent of all people', 1, 100)}
      {number('windowHours', 'Within so many hours', 1, 720)}
      {number('atOnce', 'People handed over at once', 1, 100)}
      {simple !== null &&
        number('needed', 'How many must agree', 1, 50, 'To what the breaker stops, and to an erasure')}
    </SideForm>
  );
}
