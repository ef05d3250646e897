import { TagsInput, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { needed } from '../../components/forms.ts';

export interface WebhookValues extends Record<string, unknown> {
  url: string;
  description: string;
  eventTypes: string[];
}

/** Objects that events are about, all of each. */
const suggestions = [
  'member.*',
  'removal.*',
  'invitation.*',
  'approval.*',
  'resource.*',
  'connection.*',
  'team.*',
  'share.*',
  'api-key.*',
  'follow-up.*',
  'organization.*',
  'webhook.*',
];
const eventType = /^[a-z][a-z-]*\.(\*|[a-z][a-z-]*)$/;

export const webhookRules = {
  url: (url: string) => (URL.canParse(url.trim()) ? null : 'Enter an address that begins with https://'),
  description: needed('Say what it is for'),
  eventTypes: (types: string[]) =>
    types.every((type) => eventType.test(type)) ? null : 'Types of events look like member.suspended or member.*',
};

/** What is asked of a webhook, new or not. */
export function WebhookFields({ form }: { form: UseFormReturnType<WebhookValues> }) {
  return (
    <>
      <TextInput
        type="url"
        label="Address"
        description="Where your host listens: https, on the public internet"
        placeholder="https://"
        withAsterisk
        data-autofocus
        {...form.getInputProps('url')}
      />
      <TextInput label="What it is for" withAsterisk {...form.getInputProps('description')} />
      <TagsInput
        label="Events"
        description="Types such as member.suspended, or all of an object: member.*. None: every event"
        data={suggestions}
        clearable
        clearButtonProps={{ 'aria-label': 'No events chosen: every event' }}
        {...form.getInputProps('eventTypes')}
      />
    </>
  );
}
