import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Received {
  id: string;
  type: string;
  sequence: number;
  organization: string;
  data: Record<string, unknown>;
  /** how many of the known secrets signed it */
  signedBy: number;
}

/** A host's endpoint that remembers what it was sent, and can be made to misbehave. */
export interface TestEndpoint {
  url: string;
  /** of its webhooks, as they were shown */
  secrets: string[];
  /** every request that was signed well, in order */
  received: Received[];
  /** what it answers; `drop` hangs up; `never` says nothing */
  answer: (message: Received) => number | 'drop' | 'never';
  /** what it says with it */
  says: string;
  headers: Record<string, string>;
  close(): Promise<void>;
}

export async function testEndpoint(): Promise<TestEndpoint> {
  const server = createServer((request, response) => void take(endpoint, request, response));
  const endpoint: TestEndpoint = {
    url: '',
    secrets: [],
    received: [],
    answer: () => 204,
    says: '',
    headers: {},
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
  return endpoint;
}

async function take(endpoint: TestEndpoint, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const signedBy = endpoint.secrets.filter((secret) => isSigned(secret, body, headers)).length;
  if (signedBy === 0) return void response.writeHead(401).end();
  const message = { ...(JSON.parse(body) as Received), id: headers['webhook-id'] ?? '', signedBy };
  endpoint.received.push(message);
  const answer = endpoint.answer(message);
  if (answer === 'never') return;
  if (answer === 'drop') return void request.socket.destroy();
  response.writeHead(answer, endpoint.headers).end(endpoint.says);
}

function isSigned(secret: string, body: string, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

/** The sequences that came, each once, in the order in which they came first: what a host that drops repeats has. */
export function inOrderOfArrival({ received }: TestEndpoint): number[] {
  return [...new Set(received.flatMap(({ sequence }) => (sequence === undefined ? [] : [sequence])))];
}
