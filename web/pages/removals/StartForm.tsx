import { Button, Checkbox, Group, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId } from 'react';
import { api, given, type Schema, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { needed } from '../../components/forms.ts';
import { InstantField, type TypedInstant } from '../../components/InstantField.tsx';
import { absolute, instantOf, ownTimeZone } from '../../components/time.ts';
import { counted } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { Problem } from '../../problem.ts';
import { organizationQuery } from '../../session.ts';
import type { Member } from '../members/queries.ts';
import type { SuccessorChoice } from './queries.ts';
import { endingWords, isMissingSuccessor } from './words.ts';

interface StartFormProps {
  organization: string;
  member: Member;
  plan: Schema<'MemberPlan'>;
  /** Schedules that would begin to fail. */
  failing: number;
  successors: SuccessorChoice[];
  /** Told when the date changes, so that plan and forecast are worked out for it. */
  onEffectiveAt: (at: string | undefined) => void;
  /** Whether the plan shown is the one for these choices. */
  upToDate: boolean;
  onPlanChanged: () => void;
}

/** When, how and why; then one last question with the name in it, and the removal starts with exactly the plan above. */
export function StartForm(props: StartFormProps) {
  const { organization, plan } = props;
  const { data: org } = useSuspenseQuery(organizationQuery(organization));
  const form = useStart(org.policy.removals.ending);
  const start = useStarting(props, form.values);
  const missing = plan.items.some(isMissingSuccessor);
  const why = useId();
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(missing ? () => undefined : start, (errors) =>
        form.getInputNode(Object.keys(errors)[0] ?? '')?.focus(),
      )}
    >
      <Stack maw={620}>
        <WhenFields form={form} onEffectiveAt={props.onEffectiveAt} />
        <EndingField form={form} forbidden={org.policy.removals.erasure === 'forbidden'} />
        <Checkbox
          label="For cause"
          description="Keys they made or could have copied end at once, without a time in which old and new both work"
          {...form.getInputProps('forCause', { type: 'checkbox' })}
        />
        <Textarea
          label="Reason"
          description="Kept with the removal"
          withAsterisk
          autosize
          minRows={2}
          {...form.getInputProps('reason')}
        />
        <Group>
          <Button
            type="submit"
            color="red"
            loading={!props.upToDate}
            {...(missing && { 'data-disabled': true, 'aria-disabled': true, 'aria-describedby': why })}
          >
            Start the removal …
          </Button>
          {missing && (
            <Text size="sm" id={why}>
              First choose who gets what nobody can receive yet.
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  );
}

function WhenFields({ form, onEffectiveAt }: { form: Form; onEffectiveAt: StartFormProps['onEffectiveAt'] }) {
  return (
    <>
      <Radio.Group
        label="When"
        value={form.values.when}
        onChange={(when) => {
          form.setFieldValue('when', when as Values['when']);
          onEffectiveAt(instantFor({ ...form.values, when: when as Values['when'] }));
        }}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="now" label="At once" />
          <Radio value="date" label="At a date" description="Until then everything can be cancelled or moved" />
        </Stack>
      </Radio.Group>
      {form.values.when === 'date' && (
        <InstantField
          label="Effective date"
          value={form.values.effective}
          onChange={(effective) => {
            form.setFieldValue('effective', effective);
            onEffectiveAt(instantFor({ ...form.values, effective }));
          }}
          error={form.errors['effective']}
        />
      )}
    </>
  );
}

function EndingField({ form, forbidden }: { form: Form; forbidden: boolean }) {
  return (
    <Radio.Group label="How it ends" {...form.getInputProps('ending')}>
      <Stack gap="xs" mt="xs">
        <Radio value="deactivate" label={endingWords.deactivate.label} description={endingWords.deactivate.says} />
        <Radio
          value="erase"
          label={endingWords.erase.label}
          description={forbidden ? 'Your policy forbids it.' : endingWords.erase.says}
          disabled={forbidden}
        />
      </Stack>
    </Radio.Group>
  );
}

type Form = UseFormReturnType<Values>;
interface Values {
  when: 'now' | 'date';
  effective: TypedInstant;
  ending: 'deactivate' | 'erase';
  forCause: boolean;
  reason: string;
}

function useStart(ending: Values['ending']) {
  return useForm<Values>({
    initialValues: {
      when: 'now',
      effective: { local: '', timeZone: ownTimeZone },
      ending,
      forCause: false,
      reason: '',
    },
    validate: {
      effective: (effective, { when }) =>
        when === 'now' || instantOf(effective.local, effective.timeZone) !== undefined ? null : 'Enter date and time',
      reason: needed('Say why'),
    },
  });
}

function instantFor({ when, effective }: Values): string | undefined {
  return when === 'now' ? undefined : instantOf(effective.local, effective.timeZone);
}

function useStarting(props: StartFormProps, values: Values): () => void {
  const { organization, member, plan, successors } = props;
  const confirm = useConfirm();
  const navigate = useNavigate();
  const effectiveAt = instantFor(values);
  const { timeZone } = values.effective;
  const send = async (header: { 'idempotency-key': string }): Promise<void> => {
    const body: Schema<'StartRemoval'> = {
      memberId: member.id,
      reason: values.reason.trim(),
      forCause: values.forCause,
      ending: values.ending,
      timeZone,
      planHash: plan.hash,
      successors,
      ...given({ effectiveAt }),
    };
    try {
      const removal = await take(
        api.POST('/v1/organizations/{organization}/removals', { params: { path: { organization }, header }, body }),
      );
      await navigate({ to: paths.removal(organization, removal.id) });
    } catch (error) {
      if (error instanceof Problem && error.name === 'plan-changed') props.onPlanChanged();
      throw error;
    }
  };
  return () =>
    confirm({
      title: `Start the removal of ${member.name}?`,
      says: (
        <>
          {effectiveAt === undefined
            ? `${member.name} can’t enter any more as soon as it starts.`
            : `${member.name} can’t enter any more from ${absolute(effectiveAt, timeZone)} on.`}{' '}
          {counted(plan.total, 'item')} will be handed over or ended
          {props.failing > 0 && `, and ${counted(props.failing, 'schedule')} would begin to fail`}. Until ownership is
          transferred you can cancel, and everything is as it was.
        </>
      ),
      action: 'Start the removal',
      danger: true,
      run: send,
    });
}
