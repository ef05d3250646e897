import type { OfReinstatement } from './contract.ts';

/** What a command gets of an activity's input, with the receipt `reinstatement/{id}/{what}`. */
export function effect({ reinstatementId, now }: OfReinstatement, what: string) {
  return { reinstatementId, now: new Date(now), receipt: `reinstatement/${reinstatementId}/${what}` };
}
