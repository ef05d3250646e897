import { expect, test } from '@jest/globals';
import { createActivities } from '../../activities/registry.ts';
import { startOauthProvider } from '../../scripts/demo/oauth-provider.ts';
import { eventually } from '../support/eventually.ts';
import { testData } from '../support/organization.ts';
import { testTemporal } from '../support/temporal.ts';
import { dependencies, drafted, leaving } from './leaving.ts';
import { recordingHost } from './recording-host.ts';
import { beginRemoval } from './running.ts';

test('a worker that is stopped in the middle of a step hands it on: another one goes on with it at once', async () => {
  const started = [testData(), recordingHost(), startOauthProvider(), testTemporal()] as const;
  const [data, host, provider, server] = await Promise.all(started);
  try {
    const activities = createActivities(await dependencies(data));
    const worker = await server.startWorker(activities, { shutdownGraceTime: '100 milliseconds' });
    const policy = { removals: { rotationGraceHours: 0, followUps: { required: false } } };
    const who = await leaving(data, { host, provider }, { pipelines: 1, policy });
    host.delay = ({ type }) => (type === 'verify' ? 2000 : 0); // the certificate is in the making
    const run = await beginRemoval(server, who, await drafted(data, who));
    await eventually(() => expect(host.requests.map(({ type }) => type)).toContain('verify'));
    await worker.stop();
    host.delay = () => 0;
    await server.startWorker(activities);
    expect(await run.result()).toBe('not-proven'); // nobody attested to the follow-ups
    expect(host.requests.filter(({ type }) => type === 'verify')).toHaveLength(2);
  } finally {
    await server.close();
    await Promise.all([host.close(), provider.close(), data.close()]);
  }
});
