import { api, type Schema, take } from '../../client.ts';
import { type Command, useCommand, type WriteHeaders } from '../../command.ts';

type Click =
  | { does: 'pause' | 'resume' }
  | { does: 'accept-drift'; itemKeys: string[] }
  | { does: 'retry'; step: Schema<'StepName'> };

/** The clicks that need nothing but the click. */
export interface Steering {
  pause: () => void;
  resume: () => void;
  acceptDrift: (itemKeys: string[]) => void;
  retry: (step: Schema<'StepName'>) => void;
  pending: boolean;
  problem: Command<Click, unknown>['problem'];
}

/** Steers a running removal. The process may refuse, and says why. */
export function useSteering(organization: string, removal: string): Steering {
  const command = useCommand((click: Click, header: WriteHeaders) => send({ organization, removal }, click, header));
  const click = (input: Click) => void command.run(input).catch(() => undefined); // shown as `problem`
  return {
    pause: () => click({ does: 'pause' }),
    resume: () => click({ does: 'resume' }),
    acceptDrift: (itemKeys) => click({ does: 'accept-drift', itemKeys }),
    retry: (step) => click({ does: 'retry', step }),
    pending: command.pending,
    problem: command.problem,
  };
}

async function send(
  path: { organization: string; removal: string },
  click: Click,
  header: WriteHeaders,
): Promise<unknown> {
  const params = { path, header };
  switch (click.does) {
    case 'pause':
      return await take(api.POST('/v1/organizations/{organization}/removals/{removal}/pause', { params }));
    case 'resume':
      return await take(api.POST('/v1/organizations/{organization}/removals/{removal}/resume', { params }));
    case 'accept-drift':
      return await take(
        api.POST('/v1/organizations/{organization}/removals/{removal}/accept-drift', {
          params,
          body: { itemKeys: click.itemKeys },
        }),
      );
    case 'retry':
      return await take(
        api.POST('/v1/organizations/{organization}/removals/{removal}/retry', { params, body: { step: click.step } }),
      );
  }
}
