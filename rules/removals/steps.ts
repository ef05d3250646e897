/**
 * The steps of a removal, in their fixed order (design, Removal). The one list: the workflow walks it, the console draws it,
 * the certificate times it. `undo`: cancelling after it has begun still restores everything; from `transfer` on only reinstating does.
 */
export const steps = [
  { name: 'plan', title: 'Plan', skippable: false, undo: true },
  { name: 'wait', title: 'Wait for the effective date', skippable: false, undo: true },
  { name: 'suspend', title: 'Suspend', skippable: false, undo: true },
  { name: 'transfer', title: 'Transfer ownership', skippable: true, undo: false },
  { name: 'deactivate', title: 'Deactivate or erase', skippable: false, undo: false },
  { name: 'rotate', title: 'Rotate keys and secrets', skippable: true, undo: false },
  { name: 'grants', title: 'Revoke upstream grants', skippable: true, undo: false },
  { name: 'certificate', title: 'Certificate', skippable: false, undo: false },
] as const;

export type StepName = (typeof steps)[number]['name'];

export function stepOf(name: StepName): (typeof steps)[number] {
  const step = steps.find((candidate) => candidate.name === name);
  if (step === undefined) throw new RangeError(`no step ${name}`);
  return step;
}
