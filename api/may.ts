import type { Allowed } from './schemas.ts';

/** Allowed, unless one of these is a reason; the first that is one is told. */
export function unless(...reasons: (string | false | undefined)[]): Allowed {
  const because = reasons.find((reason) => typeof reason === 'string');
  return because === undefined ? { allowed: true } : { allowed: false, because };
}
