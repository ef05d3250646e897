// Two organizations, each with an admin of its own who is signed in, and what each of them can see of the other.
import { asking, type Ask, signedIn, type TestApi } from '../http/support/api.ts';
import { type TestData, type TestOrganization, testOrganization } from '../support/organization.ts';

export interface Side extends TestOrganization {
  name: string;
  /** as its first admin */
  ask: Ask;
  path: string;
}

export async function side(api: TestApi, data: TestData): Promise<Side> {
  const organization = await testOrganization(data);
  const { rows } = await data.owner.query<{ name: string }>('SELECT name FROM organizations WHERE id = $1', [
    organization.id,
  ]);
  const ask = asking(api, await signedIn(api, data, organization.adminEmail));
  return { ...organization, name: rows[0]?.name ?? '', ask, path: `/v1/organizations/${organization.id}` };
}

/** The code by which `parent` offers to be the parent. */
export async function codeOf(parent: Side): Promise<string> {
  const answer = await parent.ask('POST', `${parent.path}/affiliations`, { body: { other: 'subsidiary' } });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.json.code;
}

/** @returns the affiliation's id, the same in both */
export async function affiliate(parent: Side, subsidiary: Side): Promise<string> {
  const code = await codeOf(parent);
  const answer = await subsidiary.ask('POST', `${subsidiary.path}/affiliations/accept`, { body: { code } });
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.json.id;
}

/** What is in an organization’s audit and events: all of it, as text. */
export async function recordedIn({ owner }: TestData, { id }: { id: string }): Promise<string[]> {
  const { rows } = await owner.query<{ text: string }>(
    `SELECT body || coalesce(e::text, '') AS text FROM audit_entries a LEFT JOIN events e USING (organization_id, sequence)
     WHERE organization_id = $1 ORDER BY a.sequence`,
    [id],
  );
  return rows.map(({ text }) => text);
}
