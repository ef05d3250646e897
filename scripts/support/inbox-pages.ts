import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Mail, MailFilter, MailStore } from './inbox.ts';

/** The HTTP server of an inbox: `/dev/mail`, `/dev/mail.json`, and per mail a page and its HTML, which is shown in a sandbox. */
export function inboxPages(store: MailStore): Server {
  return createServer((request, response) => {
    // mails hold links that sign people in: a foreign name that was made to point here must not read them
    const url = URL.canParse(request.url ?? '', 'http://localhost')
      ? new URL(request.url ?? '', 'http://localhost')
      : undefined;
    const asked = (request.headers.host ?? '').replace(/:\d+$/, '');
    if (!url || !['localhost', '127.0.0.1'].includes(asked))
      return send(response, 403, 'text/plain', 'ask as localhost');
    if (request.method !== 'GET') return send(response, 405, 'text/plain', 'only GET');
    const [, , , id, part] = url.pathname.split('/');
    if (url.pathname === '/') return redirect(response, '/dev/mail');
    if (url.pathname === '/dev/mail') return page(response, 'Inbox', list(store.mails(filterOf(url))));
    if (url.pathname === '/dev/mail.json')
      return send(response, 200, 'application/json', JSON.stringify(store.mails(filterOf(url))));
    const mail = url.pathname.startsWith('/dev/mail/') ? store.mails().find((m) => m.id === id) : undefined;
    if (mail && part === undefined) return page(response, mail.subject, one(mail));
    if (mail?.html !== undefined && part === 'html') return sandboxed(response, mail.html);
    return send(response, 404, 'text/plain', 'no such mail');
  });
}

function filterOf(url: URL): MailFilter {
  const filter: MailFilter = {};
  for (const name of ['to', 'subject', 'after'] as const) {
    const value = url.searchParams.get(name);
    if (value !== null) filter[name] = value;
  }
  return filter;
}

function list(mails: Mail[]): string {
  const rows = mails.map(
    (mail) =>
      `<tr><td><time>${escape(mail.receivedAt)}</time><td>${escape(mail.to.join(', '))}<td><a href="/dev/mail/${escape(mail.id)}">${escape(mail.subject || '(no subject)')}</a>`,
  );
  const table = `<table><thead><tr><th>Received<th>To<th>Subject<tbody>${rows.join('')}</table>`;
  return `<p>Mails that Doorward sent on this machine. None left it. <a href="/dev/mail">Look again</a></p>${mails.length > 0 ? table : '<p>No mail yet.</p>'}`;
}

function one(mail: Mail): string {
  const body =
    mail.html === undefined
      ? `<pre>${escape(mail.text)}</pre>`
      : `<iframe title="The mail" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/dev/mail/${escape(mail.id)}/html"></iframe><details><summary>As plain text</summary><pre>${escape(mail.text)}</pre></details>`;
  return `<p><a href="/dev/mail">All mails</a></p><dl><dt>From<dd>${escape(mail.from)}<dt>To<dd>${escape(mail.to.join(', '))}<dt>Received<dd>${escape(mail.receivedAt)}</dl>${body}`;
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c1f23;background:#fff}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #d5d9de;vertical-align:top}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dd{margin:0}iframe{width:100%;height:36rem;border:1px solid #d5d9de}pre{white-space:pre-wrap}`;

function page(response: ServerResponse, title: string, body: string): void {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><style>${STYLE}</style><h1>${escape(title)}</h1><main>${body}</main></html>`;
  send(response, 200, 'text/html', html, "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'");
}

function sandboxed(response: ServerResponse, html: string): void {
  const policy =
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  send(response, 200, 'text/html', `<base target="_blank">${html}`, policy);
}

function redirect(response: ServerResponse, location: string): void {
  response.setHeader('location', location);
  send(response, 302, 'text/plain', location);
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  policy = "default-src 'none'",
): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
