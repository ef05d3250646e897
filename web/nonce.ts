import { setNonce } from 'get-nonce';

/** The nonce of this page's Content-Security-Policy: style elements that are made at run time must carry it. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

/** Tells the library that locks scrolling behind dialogs, which takes no other way. */
export function shareStyleNonce(): void {
  setNonce(styleNonce());
}
