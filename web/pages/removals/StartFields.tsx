import { Checkbox, Radio, Stack, Textarea } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { needed } from '../../components/forms.ts';
import { InstantField, type TypedInstant } from '../../components/InstantField.tsx';
import { instantOf, ownTimeZone, typedOf } from '../../components/time.ts';
import { endingWords } from './words.ts';

interface StartFieldsProps {
  form: Form;
  erasureForbidden: boolean;
  /** Told when the date changes, so that plan and forecast are worked out for it. */
  onEffectiveAt: (at: string | undefined) => void;
}

/** When, how and why someone leaves, or many. */
export function StartFields({ form, erasureForbidden, onEffectiveAt }: StartFieldsProps) {
  return (
    <>
      <WhenFields form={form} onEffectiveAt={onEffectiveAt} />
      <EndingField form={form} forbidden={erasureForbidden} />
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
    </>
  );
}

function WhenFields({ form, onEffectiveAt }: { form: Form; onEffectiveAt: (at: string | undefined) => void }) {
  return (
    <>
      <Radio.Group
        label="When"
        value={form.values.when}
        onChange={(when) => {
          form.setFieldValue('when', when as StartValues['when']);
          onEffectiveAt(instantFor({ ...form.values, when: when as StartValues['when'] }));
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

type Form = UseFormReturnType<StartValues>;
export interface StartValues {
  when: 'now' | 'date';
  effective: TypedInstant;
  ending: 'deactivate' | 'erase';
  forCause: boolean;
  reason: string;
}

/** The form's state and its checks. `at`: the instant that is asked for; undefined: at once. */
export function useStartForm(ending: StartValues['ending'], at?: string) {
  return useForm<StartValues>({
    initialValues: {
      when: at === undefined ? 'now' : 'date',
      effective: { local: at === undefined ? '' : typedOf(at, ownTimeZone), timeZone: ownTimeZone },
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

/** The instant that is meant; undefined for at once, and for a date that is not complete. */
export function instantFor({ when, effective }: StartValues): string | undefined {
  return when === 'now' ? undefined : instantOf(effective.local, effective.timeZone);
}
