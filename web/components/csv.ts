type Field = string | number;

/** One file of CSV (RFC 4180), readable to spreadsheets: what one would take for a formula is kept text by a leading apostrophe. */
export function csvOf(rows: readonly (readonly Field[])[]): string {
  return `\uFEFF${rows.map((fields) => `${fields.map(csvField).join(',')}\r\n`).join('')}`;
}

function csvField(value: Field): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}
