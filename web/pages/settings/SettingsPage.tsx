import { Group, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import { Facts } from '../../components/Facts.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { Page } from '../../components/Page.tsx';
import { Section } from '../../components/Section.tsx';
import { counted, roleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { organizationQuery } from '../../session.ts';
import { EmailDomains } from './EmailDomains.tsx';
import { OauthClients } from './OauthClients.tsx';
import { Sso } from './Sso.tsx';
import { endingWords, erasureWords, rotateWords, silenceWords, unlistedWords } from './words.ts';

const route = getRouteApi('/o/$organization/settings');

/** What the organization decides for itself. */
export function SettingsPage() {
  const { organization } = route.useParams();
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const { invitations, removals, audit } = data.policy;
  const change = (what: string, to: string, may = data.may.changePolicy) => (
    <MayButton may={may} to={to} size="xs" variant="default">
      {what}
    </MayButton>
  );
  return (
    <Page title="Organization settings" summary={`What ${data.name} decides for itself. Every change is in the audit.`}>
      <Section title="Names" aside={change('Rename', paths.settingsRename(organization), data.may.rename)}>
        <Facts
          facts={[
            ['Name', data.name],
            ['Slug', data.slug],
            ['Id, for programs', data.id],
          ]}
        />
      </Section>
      <Section
        title="Billing contact and custodian"
        aside={
          <Group gap="xs">
            {change('Change billing contact', paths.settingsContact(organization, 'billing-contact'))}
            {change('Change custodian', paths.settingsContact(organization, 'custodian'))}
          </Group>
        }
      >
        <Facts
          facts={[
            ['Billing contact', data.billingContact?.name],
            ['Custodian', data.custodian?.name],
          ]}
        />
        <Text size="sm" c="dimmed" mt="xs">
          The custodian receives what a leaver owned when nobody else can. Neither may be missing.
        </Text>
      </Section>
      <Section title="Joining" aside={change('Change joining', paths.settingsJoining(organization))}>
        <Facts
          facts={[
            ['Unlisted domains', unlistedWords[invitations.unlisted]],
            ['Default role', roleWords[invitations.defaultRole].label],
            ['Links are good for', counted(invitations.validDays, 'day')],
            ['Reminder', invitations.reminderDays === 0 ? 'None' : `Every ${counted(invitations.reminderDays, 'day')}`],
            ['Approval', counted(invitations.approval.stages.length, 'stage')],
          ]}
        />
      </Section>
      {data.may.changePolicy.allowed && <EmailDomains organization={organization} />}
      {data.may.changePolicy.allowed && <Sso organization={organization} />}
      {data.may.changePolicy.allowed && <OauthClients organization={organization} />}
      <Section title="Removal" aside={change('Change removal', paths.settingsRemoval(organization))}>
        <Facts
          facts={[
            ['Ends with', endingWords[removals.ending]],
            ['Erasure', erasureWords[removals.erasure]],
            [
              'Erased at the earliest',
              removals.eraseAfterDays === 0 ? 'At once' : `after ${counted(removals.eraseAfterDays, 'day')}`,
            ],
            ['Can be undone for', counted(removals.reinstateDays, 'day')],
            ['Rotates', rotateWords[removals.rotate]],
            ['Old keys end after', counted(removals.rotationGraceHours, 'hour')],
            ['Drift accepted', `${removals.driftPercent} % of the plan`],
            [
              'Successors',
              removals.offers.hours === 0
                ? 'Are not asked'
                : `asked beforehand, for ${counted(removals.offers.hours, 'hour')}; silence: ${silenceWords[removals.offers.silence].toLowerCase()}`,
            ],
            ['Caretaker', counted(removals.caretakerDays, 'day')],
            ['Blocked step', `told to the custodian after ${counted(removals.blockedHours, 'hour')}`],
          ]}
        />
      </Section>
      <Section title="Follow-ups" aside={change('Change follow-ups', paths.settingsFollowUps(organization))}>
        <Facts
          facts={[
            ['Due after', counted(removals.followUps.dueDays, 'working day')],
            ['Reminder', `Every ${counted(removals.followUps.reminderDays, 'day')}`],
            ['Escalated after', counted(removals.followUps.escalateAfterDays, 'day')],
            ['A removal waits for them', removals.followUps.required ? 'Yes' : 'No'],
          ]}
        />
      </Section>
      <Section
        title="Removals of many"
        aside={change('Change removals of many', paths.settingsMassRemovals(organization))}
      >
        <Facts
          facts={[
            [
              'Breaker',
              `${counted(removals.breaker.count, 'person', 'people')} or ${removals.breaker.percent} % of all, within ${counted(removals.breaker.windowHours, 'hour')}`,
            ],
            ['Must agree', agreeing(removals.approval.stages)],
            ['Handed over at once', counted(removals.atOnce, 'person', 'people')],
          ]}
        />
      </Section>
      <Section title="Audit" aside={change('Change audit', paths.settingsAudit(organization))}>
        <Facts
          facts={[
            ['Kept for', audit.retentionDays === null ? 'Ever' : counted(audit.retentionDays, 'day')],
            ['Legal hold', audit.legalHold ? 'Yes: nothing is dropped' : 'No'],
          ]}
        />
      </Section>
      {data.caller.role === 'admin' && (
        <Section
          title="Affiliations"
          aside={change('See affiliations', paths.affiliations(organization), { allowed: true })}
        >
          <Text size="sm">A parent or subsidiaries, agreed by an admin of each.</Text>
        </Section>
      )}
      <Section
        title="Danger zone"
        aside={
          <MayButton
            may={data.may.close}
            to={paths.settingsClose(organization)}
            size="xs"
            color="red"
            variant="outline"
          >
            Close organization
          </MayButton>
        }
      >
        <Text size="sm">
          Closing refuses every session, API key and access check of {data.name} at once. Everything is kept, and an
          admin can reopen it.
        </Text>
      </Section>
      <Outlet />
    </Page>
  );
}

/** How many agree, stage by stage. */
const agreeing = (stages: readonly { needed: number }[]): string => stages.map(({ needed }) => needed).join(', then ');
