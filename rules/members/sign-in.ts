/** Limits of signing in by mail: a link, or eight digits that can be typed instead. So few digits live short and bear few attempts. */
export const signIn = {
  linkMinutes: 15,
  codeAttempts: 5,
  /** links of one person that are good at the same time */
  openLinks: 5,
  sessionDays: 7,
} as const;
