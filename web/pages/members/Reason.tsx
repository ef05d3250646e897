import { Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { needed } from '../../components/forms.ts';

/** A form that asks for nothing but a reason. */
export function useReason() {
  return useForm({ mode: 'uncontrolled', initialValues: { reason: '' }, validate: { reason: needed('Say why') } });
}

export function Reason({ form }: { form: ReturnType<typeof useReason> }) {
  return (
    <Textarea
      key={form.key('reason')}
      label="Reason"
      description="Kept in the audit history"
      withAsterisk
      autosize
      minRows={3}
      data-autofocus
      {...form.getInputProps('reason')}
    />
  );
}
