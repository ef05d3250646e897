/** What the other organization of an affiliation is to one's own. */
export type AffiliationSide = 'parent' | 'subsidiary';

/** How long a code that offers an affiliation can be used. */
export const affiliationCodeDays = 7;

/** What one's own organization is to the other. */
export const opposite = (other: AffiliationSide): AffiliationSide => (other === 'parent' ? 'subsidiary' : 'parent');
