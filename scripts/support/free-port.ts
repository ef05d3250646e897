import { createServer, type AddressInfo, type Server } from 'node:net';

/** Different ports of this machine that nothing listens on, as the kernel gives them. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0, '127.0.0.1'))); // all open at once: no number twice
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(close));
  return ports;
}

/** One such port. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error('the system gives no free port on 127.0.0.1');
  return port;
}

/** `wanted` when nothing listens on it, on this machine's own address or on all addresses, else any free port. */
export async function portOr(wanted: number): Promise<number> {
  try {
    // both: on macOS the narrow address can be had while another program listens on all of them
    for (const host of ['127.0.0.1', undefined]) await close(await listen(wanted, host));
    return wanted;
  } catch {
    return await freePort();
  }
}

async function listen(port: number, host: string | undefined): Promise<Server> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
}

async function close(server: Server): Promise<void> {
  await new Promise((done) => server.close(done));
}
