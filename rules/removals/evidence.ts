/** What may be uploaded as evidence: kinds of file that show something and run nothing. */
export const evidenceTypes = ['application/pdf', 'image/png', 'image/jpeg', 'text/plain'] as const;
export type EvidenceType = (typeof evidenceTypes)[number];

export const mostEvidenceBytes = 4 * 1024 * 1024;
export const mostEvidenceFiles = 5;

const beginnings: { readonly [T in EvidenceType]?: readonly number[] } = {
  'application/pdf': [0x25, 0x50, 0x44, 0x46, 0x2d],
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  'image/jpeg': [0xff, 0xd8, 0xff],
};

/** Whether the content begins as a file of this type does; text has no byte that text never has. */
export function looksLike(type: EvidenceType, content: Uint8Array): boolean {
  const beginning = beginnings[type];
  if (beginning !== undefined) return beginning.every((byte, index) => content[index] === byte);
  return content.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}
