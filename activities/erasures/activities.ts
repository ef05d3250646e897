import { requestErasure } from '../../prisma/commands/erasures/request.ts';
import { cancelErasure, eraseMember, settleErasure } from '../../prisma/commands/erasures/run.ts';
import { findErasure } from '../../prisma/queries/erasures/read.ts';
import { actorOf } from '../../rules/audit/click.ts';
import { Failure } from '../../rules/failures.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { byRun } from '../run.ts';
import type { ErasureActivities, OfErasure } from './contract.ts';

function effect({ erasureId, now }: OfErasure, what: string) {
  return { erasureId, now: new Date(now), receipt: `erasure/${erasureId}/${what}` };
}

export function erasureActivities({ db }: ActivityDependencies): ErasureActivities {
  return {
    async requestErasure(input) {
      return await requestErasure(db, input.organization, actorOf(input), effect(input, 'request'));
    },
    async lookAtErasure({ organization, erasureId }) {
      const found = await findErasure(db, organization, erasureId);
      if (found === null) throw new Failure('not-found', { object: 'erasure' });
      const { status, eraseAt, approvalId, requestedById } = found;
      return { status, eraseAt: eraseAt.toISOString(), approvalId, requestedById };
    },
    async settleErasure({ approved, ...input }) {
      return await settleErasure(db, input.organization, byRun(), { ...effect(input, 'settle'), approved });
    },
    async eraseMember({ organization, erasureId, now }) {
      return await eraseMember(db, organization, byRun(), { erasureId, now: new Date(now) });
    },
    async cancelErasure(input) {
      const click = effect(input, `cancel/${input.requestId}`);
      return await cancelErasure(db, input.organization, actorOf(input), click);
    },
  };
}
