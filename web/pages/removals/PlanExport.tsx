import { Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api, type Schema, take } from '../../client.ts';
import { save } from '../../components/save.ts';
import { absolute } from '../../components/time.ts';
import { counted } from '../../components/words.ts';
import { Problem } from '../../problem.ts';

interface PlanExportProps {
  organization: string;
  /** What is asked, as for the preview. */
  asked: Schema<'PreviewRemoval'>;
}

/** The plan to take along: on paper, or as CSV with every item. */
export function PlanExport({ organization, asked }: PlanExportProps) {
  const csv = useMutation({
    mutationFn: () =>
      take(
        api.POST('/v1/organizations/{organization}/removals/preview.csv', {
          params: { path: { organization } },
          body: asked,
          parseAs: 'blob',
        }),
      ),
    onSuccess: (blob) => save(blob as unknown as Blob, 'removal-preview.csv'),
  });
  return (
    <>
      <Button variant="default" className="screen-only" loading={csv.isPending} onClick={() => csv.mutate()}>
        Download CSV
      </Button>
      <Button variant="default" className="screen-only" onClick={() => window.print()}>
        Print
      </Button>
      {csv.error && (
        <Text role="alert" size="sm" c="red">
          {csv.error instanceof Problem ? csv.error.message : 'The CSV could not be made. Try again.'}
        </Text>
      )}
    </>
  );
}

/** What makes a printed plan one: whose it is, when it was computed, and the hash that the run compares with. */
export function PlanStamp({ preview }: { preview: Schema<'RemovalPreview'> }) {
  return preview.plans.map((plan) => (
    <Text key={plan.member.id} size="xs" c="dimmed" className="break num">
      {plan.member.name}: {counted(plan.total, 'item')}, {plan.red} critical. Computed {absolute(preview.computedAt)}{' '}
      for {absolute(preview.effectiveAt)}. Plan {plan.hash}
    </Text>
  ));
}
