import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inDirectory } from '../../prisma/client.ts';
import { askSignIn } from '../../prisma/commands/sessions/ask-sign-in.ts';
import { startOptions } from '../../temporal/start-options.ts';
import { signInLinkWorkflow, signInLinkWorkflowId } from '../../workflows/sign-in-links/messages.ts';
import { joining, type Joining, url } from '../invitations/joining.ts';
import { type TestTemporal, testTemporal } from '../support/temporal.ts';

let here: Joining;
let server: TestTemporal;
beforeAll(async () => {
  [here, server] = await Promise.all([joining(), testTemporal()]);
  await server.startWorker(await here.activities());
});
afterAll(async () => {
  await server.close();
  await here.close();
});

const email = 'anna@acme.example';
const asked = async () => {
  const link = await askSignIn(here.db, here.secrets, { email, now: new Date() });
  if (link === null) throw new Error('no link');
  return link.signInLinkId;
};
const mailed = (signInLinkId: string): Promise<string> =>
  server.client.workflow.execute(signInLinkWorkflow, {
    ...startOptions({ process: 'sign-in-link', summary: 'sign-in link', queue: server.taskQueue }),
    workflowId: signInLinkWorkflowId(signInLinkId),
    args: [{ signInLinkId }],
  });

test('whoever asked is mailed a link and a code, and neither stands in Temporal', async () => {
  const id = await asked();
  expect(await mailed(id)).toBe('mailed');
  const mail = await here.inbox.waitFor({ to: email });
  const token = here.secrets.linkToken('sign-in', '', id, 1);
  const code = here.secrets.linkCode('sign-in', '', id, 1);
  expect(mail.links).toEqual([`${url}/sign-in#${token}`]);
  expect(mail.text).toContain(code);
  const { events } = await server.client.workflow.getHandle(signInLinkWorkflowId(id)).fetchHistory();
  const text = JSON.stringify(events, (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
  );
  expect(text).toContain(id);
  for (const secret of [token, code, email]) expect(text).not.toContain(secret);
});

test('a mail that is sent again is the same mail', async () => {
  const id = await asked();
  const [newest] = here.inbox.mails({ to: email });
  await mailed(id);
  await mailed(id);
  const again = here.inbox.mails({ to: email, ...(newest ? { after: newest.id } : {}) });
  expect(again).toHaveLength(2);
  expect(again[0]?.headers['message-id']).toBe(again[1]?.headers['message-id']);
  expect(again[0]?.text).toBe(again[1]?.text);
});

test('a link that was used before its mail went out is not mailed', async () => {
  const id = await asked();
  const before = here.inbox.mails({ to: email }).length;
  await inDirectory(here.db, (tx) => tx.signInLink.update({ where: { id }, data: { usedAt: new Date() } }));
  await mailed(id);
  expect(here.inbox.mails({ to: email })).toHaveLength(before);
});
