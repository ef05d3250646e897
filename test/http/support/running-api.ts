import { createActivities } from '../../../activities/registry.ts';
import type { Mail } from '../../../activities/dependencies.ts';
import { engineOf } from '../../../api/engine.ts';
import { openSigner } from '../../../prisma/secrets/signing.ts';
import { wakeWebhooks } from '../../../worker/webhooks.ts';
import { eventually } from '../../support/eventually.ts';
import { type TestData, testData } from '../../support/organization.ts';
import { type TestTemporal, testTemporal } from '../../support/temporal.ts';
import { type TestApi, testApi, url } from './api.ts';

/** The API with a worker behind it; mails are kept here. */
export interface RunningApi {
  data: TestData;
  api: TestApi;
  temporal: TestTemporal;
  /** what follows the # of the link in the newest mail to this address, once there are so many mails */
  linkTo(address: string, mails?: number): Promise<string[]>;
  close(): Promise<void>;
}

export async function runningApi(): Promise<RunningApi> {
  const [data, temporal] = await Promise.all([testData(), testTemporal()]);
  const mails: Mail[] = [];
  const { db, secrets, keys } = data;
  const mailer = { send: async (mail: Mail) => void mails.push(mail) };
  const signer = await openSigner(keys);
  await temporal.startWorker(createActivities({ db, mailer, url, secrets, signer, allowPrivateHosts: true }));
  const { client, taskQueue: queue } = temporal;
  const stopWaking = wakeWebhooks({ db, client, queue, trouble: (error) => console.error(error) });
  const api = await testApi(data, { engine: engineOf(client, queue) });
  return {
    data,
    api,
    temporal,
    linkTo: (address, count = 1) =>
      eventually(() => {
        const received = new Map(mails.filter(({ to }) => to === address).map((mail) => [mail.id, mail])); // a repeated one is the same
        const link = [...received.values()][count - 1]?.text.match(/#(\S+)/)?.[1];
        if (link === undefined) throw new Error(`no mail ${count} to ${address}`);
        return link.split('.');
      }),
    close: async () => {
      await stopWaking();
      await api.close();
      await temporal.close();
      await data.close();
    },
  };
}
