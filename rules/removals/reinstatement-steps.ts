/**
 * The steps of a reinstatement, in their fixed order. The member is shut, and a caretaker stands behind them, until the last has been done in one transaction:
 * whatever stops it half-way, nobody comes back to half of what they had.
 */
export const reinstatementSteps = [
  { name: 'plan', title: 'Plan', skippable: false },
  { name: 'transfer', title: 'Give back ownership', skippable: true },
  { name: 'access', title: 'Give back access', skippable: false },
  { name: 'activate', title: 'Let them in again', skippable: false },
] as const;

export type ReinstatementStepName = (typeof reinstatementSteps)[number]['name'];

export function reinstatementStepOf(name: ReinstatementStepName): (typeof reinstatementSteps)[number] {
  const step = reinstatementSteps.find((candidate) => candidate.name === name);
  if (step === undefined) throw new RangeError(`no step ${name}`);
  return step;
}
