// Loaded before core's own tests: lets them run over this engine, against the test driver of a libvirtd.
import { Connect, type ConnectOptions } from '@libvirt/core';
import { remote } from '@libvirt/remote';
import { Daemon } from '@libvirt/testing';
import { afterAll } from 'vitest';

const daemon = await Daemon.start();

afterAll(async () => {
  await daemon[Symbol.asyncDispose]();
});

// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its class
const open = Connect.open;

Connect.open = (uri: string | null = null, options: ConnectOptions = {}): Promise<Connect> => {
  const isDefault = typeof uri === 'string' && uri.startsWith('test:///default');
  if (!isDefault) return open.call(Connect, uri, options);
  const target = `test+unix:///default?socket=${daemon.socket}`;
  return open.call(Connect, target, { ...options, engine: remote });
};
