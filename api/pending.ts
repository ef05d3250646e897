export function pending(): never {
  throw new Error('not built yet');
}
