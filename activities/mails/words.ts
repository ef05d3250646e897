/** An instant as every reader of a mail can place it: `8 December 2026, 14:30 UTC`. */
export function instantInWords(instant: Date): string {
  const day = instant.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  return `${day}, ${instant.toISOString().slice(11, 16)} UTC`;
}

/** `a viewer`, `an admin` */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
