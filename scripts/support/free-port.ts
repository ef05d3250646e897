import { createServer, type AddressInfo } from 'node:net';

/** A port of this machine that nothing listens on, as the kernel gives it. */
export async function freePort(): Promise<number> {
  const port = await listenOnce(0, '127.0.0.1');
  if (port === undefined) throw new Error('the system gives no free port on 127.0.0.1');
  return port;
}

/** `wanted` when nothing listens on it, on this machine's own address or on all addresses, else any free port. */
export async function portOr(wanted: number): Promise<number> {
  // Both: on macOS the narrow address can be had while another program listens on all of them.
  const free =
    (await listenOnce(wanted, '127.0.0.1')) !== undefined && (await listenOnce(wanted, undefined)) !== undefined;
  return free ? wanted : await freePort();
}

async function listenOnce(port: number, host: string | undefined): Promise<number | undefined> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => {
      const taken = (server.address() as AddressInfo).port;
      server.close(() => resolve(taken));
    });
  });
}
