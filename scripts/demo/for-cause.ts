import { caller } from './caller.ts';
import { followRemoval, preview, startRemoval, suspended } from './departure.ts';
import { DoorWatch, doorsOf } from './doors.ts';
import type { Scene } from './gathering.ts';
import { proveCertificate } from './proof.ts';
import type { Story } from './story.ts';

/** Cleo, an admin, is dismissed at once; the key that she made and the pipelines carry is exchanged before, and the worker is killed on the way. */
export async function leaveForCause(story: Story, scene: Scene, dir: string): Promise<void> {
  const { stack, host, provider, organizations, people, built, keys, consents } = scene;
  const { Acme } = organizations;
  const { cleo, ada, dana } = people;

  story.chapter('Cleo leaves, for cause, now');
  const successors = [{ successorId: dana.id }];
  const { hash, items } = await preview(story, Acme, cleo, { successors });
  const made = items.find(({ kind }) => kind === 'service-account-key');
  story.prove(made !== undefined, 'the plan names the key that Cleo made and the pipelines carry: it will end at once');
  const { id: etlAccount } = await holderOf(scene, made?.objectId ?? '');
  const { key: fresh } = await ada.person.post<{ key: string }>(`${Acme.path}/api-keys`, {
    name: 'ETL, made by Ada',
    holderId: etlAccount,
    scopes: ['read'],
  });
  for (const pipeline of [...built.ben.pipelines, ...built.cleo.pipelines, ...built.dana.pipelines])
    await host.post(`/pipelines/${pipeline}/key`, { organization: Acme.id, key: fresh });
  story.tell('Ada makes another key, and gives it to the pipelines before');

  const asked = caller(stack.url, { authorization: `Bearer ${keys.host}` });
  const key = { ...caller(stack.url, { authorization: `Bearer ${keys.cleo}` }), text: keys.cleo };
  const watch = new DoorWatch(doorsOf(Acme.path, asked, { session: cleo.person, key }));
  const removal = await startRemoval(Acme, cleo, {
    reason: 'Gross misconduct',
    forCause: true,
    planHash: hash,
    successors,
  });
  await scene.killWorker();
  await suspended(Acme, cleo);
  watch.mustBeShut();
  story.tell('Cleo is suspended; what ran as her runs as the caretaker');
  await followRemoval(story, Acme, removal, { successor: dana, provider });
  const { triesAfter, doors } = await watch.end();
  story.prove(
    true,
    `Cleo's session and key were refused from the suspension on: ${triesAfter} tries at ${doors} doors`,
  );
  const old = await asked.post<{ valid: boolean }>(`${Acme.path}/access/verify`, { key: keys.etl });
  story.prove(!old.valid, 'the key that she made has ended');
  story.prove(!(await provider.stillWorks(consents.cleo)), 'her OAuth refresh token is refused by the provider');
  await proveCertificate(story, Acme, removal, dir);
}

async function holderOf({ organizations: { Acme } }: Scene, keyId: string): Promise<{ id: string }> {
  return (await Acme.admin.person.get<{ holder: { id: string } }>(`${Acme.path}/api-keys/${keyId}`)).holder;
}
