/** What a provider sent someone back with (RFC 6749 §4.1.2, RFC 9207). */
export interface BroughtBack {
  state?: string;
  code?: string;
  error?: string;
  iss?: string;
}

let brought: BroughtBack = {};

/** Takes it out of the address, so that neither history nor a copied address has it. Before the router looks at the address. */
export function takeOutOfAddress(): void {
  const { pathname, search } = window.location;
  if (!/^\/o\/[^/]+\/(signed-in|consented\/[^/]+)$/.test(pathname) || search === '') return;
  const said = new URLSearchParams(search);
  const of = (name: keyof BroughtBack) => {
    const value = said.get(name);
    return value === null ? {} : { [name]: value };
  };
  brought = { ...of('state'), ...of('code'), ...of('error'), ...of('iss') };
  window.history.replaceState(null, '', pathname);
}

export const broughtBack = (): BroughtBack => brought;
