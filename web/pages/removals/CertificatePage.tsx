import { Button, Code, List, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconDownload } from '@tabler/icons-react';
import { Facts } from '../../components/Facts.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { Section } from '../../components/Section.tsx';
import { When } from '../../components/When.tsx';
import { counted, humanize } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { CertifiedDoors, CertifiedKinds, CertifiedSteps } from './CertificateTables.tsx';
import { CertifiedHandOvers } from './CertifiedHandOvers.tsx';
import { certificateQuery, removalQuery } from './queries.ts';
import { type Predicate, planHashOf, predicateOf } from './statement.ts';
import { endingWords, kindWords } from './words.ts';

const route = getRouteApi('/o/$organization/removals/$removal/certificate');

/** What a finished removal proved, to be read by people; the signed file beside it is for machines. */
export function CertificatePage() {
  const { organization, removal: id } = route.useParams();
  const { data: removal } = useSuspenseQuery(removalQuery(organization, id));
  const { data: certificate } = useSuspenseQuery(certificateQuery(organization, id));
  const stated = predicateOf(certificate);
  const file = `removal-${id}.jws`;
  return (
    <Page
      title={`Certificate: removal of ${removal.member.name}`}
      crumbs={[
        { label: 'Removals', to: paths.removals(organization) },
        { label: removal.member.name, to: paths.removal(organization, id) },
      ]}
      summary={
        <>
          Everything was read again, <When at={stated.readAt} inline />
        </>
      }
      actions={
        <Button onClick={() => download(file, certificate.jws)} leftSection={<IconDownload size={16} aria-hidden />}>
          Download .jws
        </Button>
      }
    >
      <Verdict stated={stated} />
      <Section title="Facts">
        <Facts
          facts={[
            ['Member', `${removal.member.name} (${stated.member.id})`],
            ['Now', humanize(stated.member.status)],
            ['Ended by', `${endingWords[stated.ending].label}${stated.forCause ? ', for cause' : ''}`],
            ['Effective', <When key="effective" at={stated.effectiveAt} inline />],
            ['Suspended', stated.suspendedAt && <When at={stated.suspendedAt} inline />],
            ['Plan', <Code key="plan">{planHashOf(certificate)}</Code>],
          ]}
        />
      </Section>
      <Section title="Steps, and how long each took" flush>
        <CertifiedSteps stated={stated} />
      </Section>
      <Section title="What they held" flush>
        <CertifiedKinds stated={stated} />
      </Section>
      <Section title="Doors that were tried" flush>
        <CertifiedDoors stated={stated} />
      </Section>
      {stated.handOvers !== undefined && (
        <Section title="What successors said" flush>
          <CertifiedHandOvers organization={organization} removal={id} answers={stated.handOvers} />
        </Section>
      )}
      {stated.attested.length > 0 && (
        <Section title="Attested by people">
          <List size="sm">
            {stated.attested.map((each) => (
              <List.Item key={each.itemKey}>
                {kindWords[each.itemKey.split(':')[0] ?? ''] ?? each.itemKey}{' '}
                <Text span size="xs" c="dimmed" className="break">
                  {each.itemKey}
                </Text>
                , <When at={each.at} inline />
                {each.tried === true && '; tried afterwards, and refused'}
                {(each.evidence ?? []).map((sha256) => (
                  <Text key={sha256} size="xs" c="dimmed" ff="monospace" className="break">
                    Evidence, SHA-256 {sha256}
                  </Text>
                ))}
              </List.Item>
            ))}
          </List>
        </Section>
      )}
      <Section title="Verify it without Doorward">
        <Verify file={file} />
      </Section>
    </Page>
  );
}

function Verdict({ stated }: { stated: Predicate }) {
  const tried = stated.doors.filter(({ result }) => result !== 'none');
  if (stated.proven) {
    return (
      <Notice kind="success" heading title="Proven: no way in is left">
        Nothing of theirs is left, {counted(tried.length, 'door was', 'doors were')} tried and refused, and nothing was
        skipped or left unanswered.
      </Notice>
    );
  }
  return (
    <Notice kind="warning" heading title={`Not proven: ${counted(stated.notProven.length, 'exception')}`}>
      <ul className="plain-list break">
        {stated.notProven.map(({ what, reason }) => (
          <li key={`${what} ${reason}`}>
            {what}: {reason}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Verify({ file }: { file: string }) {
  return (
    <>
      <Text size="sm">
        The file is a JWS (EdDSA, Ed25519) over an in-toto Statement. Keep the public keys beside it; then nothing here
        is needed any more:
      </Text>
      <Code block mt="xs" tabIndex={0}>
        {`curl -o jwks.json ${location.origin}/.well-known/jwks.json\npython3 scripts/verify-certificate.py ${file} jwks.json`}
      </Code>
    </>
  );
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/jose' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
