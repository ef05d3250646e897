import type { Schema } from '../../client.ts';

const types = ['application/pdf', 'image/png', 'image/jpeg', 'text/plain'] as const;
const MOST_BYTES = 4 * 1024 * 1024;

/** For the browser's own dialog. */
export const accepted = types.join(',');

const typeOf = (file: File) => types.find((type) => type === file.type);

/** Why this file can't be sent, before it is read. */
export function fileProblem(file: File | null): string | null {
  if (file === null) return null;
  if (typeOf(file) === undefined) return 'Choose a PDF, a PNG or JPEG picture, or a text file';
  if (file.size > MOST_BYTES) return 'Choose a file of at most 4 MiB';
  return file.size === 0 ? 'This file is empty' : null;
}

/** As the API takes it. */
export async function toUpload(file: File): Promise<Schema<'AddEvidence'>> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result : '');
    reader.onerror = () => reject(reader.error ?? new Error('the file can’t be read'));
    reader.readAsDataURL(file);
  });
  const content = url.slice(url.indexOf(',') + 1);
  return { name: file.name.slice(0, 200), mediaType: typeOf(file) ?? 'text/plain', content };
}
