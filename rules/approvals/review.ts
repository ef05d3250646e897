import type { StageTimes } from './timetable.ts';

export type ApprovalStatus = 'pending' | 'approved' | 'refused' | 'expired' | 'withdrawn';

/** Where an approval stands, as its process knows it. Instants are ISO 8601, UTC. */
export type Review = StageTimes & {
  status: ApprovalStatus;
  stage: number;
  stages: number;
  openedAt: string;
  deadline: string;
  needed: number;
  /** how many may decide now: 0 when nobody but the requester is left */
  deciders: number;
};
