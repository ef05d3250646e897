const MOST = 5;

/**
 * What is looked for, as beginnings of terms (`member_terms`): each must be one of a word of the name or address, in any case, with accents or without. With
 * an @ it is the beginning of the address, or of its email domain.
 */
export function termsOf(search: string): string[] {
  const folded = search
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase();
  const words = folded.split(/\s+/).flatMap((part) => (part.includes('@') ? [part] : part.split(/[!-/:-@[-`{-~]+/)));
  return words.filter((word) => word !== '').slice(0, MOST);
}
