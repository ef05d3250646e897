/** What a webhook can ask for: a type of event (`member.suspended`), or all of an object (`member.*`). */
export const eventTypePattern = /^[a-z][a-z-]{0,40}\.(\*|[a-z][a-z-]{0,60})$/;

/** The patterns as PostgreSQL's LIKE takes them; null: every event. The pattern above has no character that LIKE reads otherwise. */
export function likePatterns(eventTypes: readonly string[]): string[] | null {
  return eventTypes.length === 0 ? null : eventTypes.map((type) => type.replace('*', '%'));
}
