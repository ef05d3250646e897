/** What the other organization is, and what follows from it. */
export const sideWords = {
  parent: {
    label: 'Parent',
    whole: 'the parent of this organization',
    means: 'Its admins may ask yours to remove someone.',
  },
  subsidiary: {
    label: 'Subsidiary',
    whole: 'a subsidiary of this organization',
    means: 'Your admins may ask its admins to remove someone.',
  },
} as const;
