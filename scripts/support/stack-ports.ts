import { freePorts, portOr } from './free-port.ts';

const DEFAULT_PORTS = {
  api: 7100,
  host: 7200,
  inbox: 8025,
  smtp: 2525,
  postgres: 54320,
  temporal: 7233,
  temporalUi: 8233,
};

export type StackPorts = typeof DEFAULT_PORTS;

/** `default`: the ports of docs/configuration.md, each replaced by a free one where it is taken. `free`: any. */
export async function choosePorts(wanted: 'default' | 'free'): Promise<StackPorts> {
  const names = Object.keys(DEFAULT_PORTS) as (keyof StackPorts)[];
  const chosen =
    wanted === 'free'
      ? await freePorts(names.length)
      : await Promise.all(names.map((name) => portOr(DEFAULT_PORTS[name])));
  return Object.fromEntries(names.map((name, i) => [name, chosen[i]])) as StackPorts;
}
