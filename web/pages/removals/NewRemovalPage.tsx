import { Button, Stack } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { MemberSelect } from '../../components/MemberSelect.tsx';
import { Page } from '../../components/Page.tsx';
import { Section } from '../../components/Section.tsx';
import { paths } from '../../paths.ts';

const route = getRouteApi('/o/$organization/removals/new');

/** Chooses whose removal is to be previewed. */
export function NewRemovalPage() {
  const { organization } = route.useParams();
  const navigate = useNavigate();
  const [member, setMember] = useState<string | null>(null);
  const [missing, setMissing] = useState(false);
  const preview = () => {
    setMissing(member === null);
    if (member !== null) void navigate({ to: paths.removalPreview(organization, member) });
  };
  return (
    <Page
      title="Preview a removal"
      crumbs={[{ label: 'Removals', to: paths.removals(organization) }]}
      summary="First you see what would happen, item by item. Nothing starts before you say so."
    >
      <Section title="Who leaves?">
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            preview();
          }}
        >
          <Stack maw={420} align="flex-start">
            <MemberSelect
              organization={organization}
              label="Member"
              required
              kind="person"
              value={member}
              onChange={setMember}
              error={missing && member === null ? 'Choose a member' : null}
            />
            <Button type="submit">Show the plan</Button>
          </Stack>
        </form>
      </Section>
    </Page>
  );
}
