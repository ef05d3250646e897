import { caller } from './caller.ts';
import { followRemoval, preview, startRemoval, suspended } from './departure.ts';
import { DoorWatch, doorsOf } from './doors.ts';
import type { Scene } from './gathering.ts';
import { proveCertificate } from './proof.ts';
import { awaited, type Story } from './story.ts';

const NOTICE_MS = 6_000;

/** Ben leaves on a date that was set before; the worker is killed as soon as he is suspended. */
export async function leaveAsPlanned(story: Story, scene: Scene, dir: string): Promise<void> {
  const { stack, provider, organizations, people, benEverywhere, keys, consents } = scene;
  const { Acme, 'Acme Labs': labs } = organizations;
  const { ben, dana, gus } = people;

  story.chapter('Ben leaves, on a date that was set before');
  const effectiveAt = new Date(Date.now() + NOTICE_MS).toISOString();
  const successors = [{ successorId: dana.id }];
  const { hash } = await preview(story, Acme, ben, { successors, effectiveAt });
  const asked = caller(stack.url, { authorization: `Bearer ${keys.host}` });
  const key = { ...caller(stack.url, { authorization: `Bearer ${keys.ben}` }), text: keys.ben };
  const watch = new DoorWatch(doorsOf(Acme.path, asked, { session: benEverywhere, key }));
  const removal = await startRemoval(Acme, ben, {
    reason: 'Takes another job',
    planHash: hash,
    effectiveAt,
    successors,
  });
  story.tell(`until then, at ${effectiveAt}, Ben works as ever`);
  await suspended(Acme, ben);
  watch.mustBeShut();
  story.prove(Date.now() >= Date.parse(effectiveAt), 'Ben is suspended at the date, not before');
  await scene.killWorker();
  await followRemoval(story, Acme, removal, { successor: dana, provider });
  const { triesAfter, doors } = await watch.end();
  story.prove(true, `Ben's session and key were refused from the suspension on: ${triesAfter} tries at ${doors} doors`);
  story.prove(
    (await benEverywhere.status(labs.path)) === 200,
    'in Acme Labs he is a member as before, by the same session',
  );
  story.prove(!(await provider.stillWorks(consents.ben)), 'his OAuth refresh token is refused by the provider');
  const { sponsor } = await Acme.admin.person.get<{ sponsor: { id: string } | null }>(`${Acme.path}/members/${gus.id}`);
  story.prove(sponsor?.id === dana.id, 'Gus, his guest, has Dana as his sponsor');
  await runsAs(story, scene);
  await proveCertificate(story, Acme, removal, dir);
}

async function runsAs(story: Story, { host, people, built }: Scene): Promise<void> {
  const schedule = `${built.ben.pipelines[0]}-each-second`;
  const tick = await awaited('a tick after the hand-over', async () =>
    (await host.ticks()).findLast((candidate) => candidate.schedule === schedule && candidate.as === people.dana.id),
  );
  story.prove(tick.outcome === 'allowed', 'his pipelines run as Dana now');
}
