/** A validator: refuses an empty text, with the sentence given. */
export const needed = (says: string) => (value: string | null) => (value !== null && value.trim() !== '' ? null : says);
