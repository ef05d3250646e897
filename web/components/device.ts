/** As much as a browser says of itself: `Firefox on Linux`. */
export function deviceOf(agent: string | null): string {
  const found = (names: readonly string[]) => names.find((name) => agent?.includes(name) === true);
  const browser = found(['Edg', 'Firefox', 'Chrome', 'Safari']);
  const system = found(['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux']);
  if (browser === undefined) return agent?.split(/[\s/]/)[0] || 'An unknown browser';
  const name = browser === 'Edg' ? 'Edge' : browser;
  return system === undefined ? name : `${name} on ${system}`;
}
