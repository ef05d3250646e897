/** What a person states of a follow-up that they did outside. */
export interface Attestation {
  statement: string;
  /** a link or the name of a file */
  evidence?: string;
}

/** The text of the note that carries an attestation: the evidence is its last line. */
export function attestationNote({ statement, evidence }: Attestation): string {
  return evidence === undefined ? statement : `${statement}\n\nEvidence: ${evidence}`;
}

/** Reads such a note again. */
export function readAttestation(text: string): Attestation {
  const [, statement, evidence] = /^(.*)\n\nEvidence: ([^\n]+)$/s.exec(text) ?? [];
  return statement === undefined || evidence === undefined ? { statement: text } : { statement, evidence };
}
