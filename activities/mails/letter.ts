import type { Mail } from '../dependencies.ts';

/** What a mail says: plain sentences, and at most one thing to do. */
export interface Letter {
  subject: string;
  greeting: string;
  paragraphs: readonly string[];
  button?: { label: string; url: string };
}

/** The same letter as text and as HTML. `id`: stable over retries. */
export function mailOf(id: string, to: string, { subject, greeting, paragraphs, button }: Letter): Mail {
  const lines = [greeting, ...paragraphs];
  const text = [...lines, ...(button === undefined ? [] : [`${button.label}: ${button.url}`])].join('\n\n');
  const body = lines.map((line) => `<p>${escaped(line)}</p>`).join('\n');
  const link =
    button === undefined
      ? ''
      : `\n<p><a href="${escaped(button.url)}" style="${BUTTON}">${escaped(button.label)}</a></p>`;
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>
<body style="font-family: sans-serif; line-height: 1.5; max-width: 36em; margin: 2em auto; padding: 0 1em">
${body}${link}
</body></html>`;
  return { id, to, subject: oneLine(subject), text: `${text}\n`, html };
}

const BUTTON =
  'display: inline-block; padding: 0.6em 1.2em; border-radius: 4px; background: #1c4f8f; color: #fff; text-decoration: none';

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
const oneLine = (text: string): string => text.replaceAll(/[\r\n]+/g, ' ');
