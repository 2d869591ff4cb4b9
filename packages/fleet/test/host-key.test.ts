import { Host } from '@libvirt/fleet';
import { expect, it } from 'vitest';
import { eager, needDaemon, startDaemon } from './daemon.js';
import { needSSHServer, SSHServer } from '@libvirt/testing';

it('Host: waits while the host key of ssh is another one, with that reason', async (context) => {
  needDaemon(context);
  needSSHServer(context);
  await using daemon = await startDaemon();
  await using server = await SSHServer.start();
  await using host = new Host(server.uri('ssh', daemon.socket), eager);
  await host.until('connected');

  const reasons: string[] = [];
  host.on('state', (state) => {
    if (state.name === 'waiting') reasons.push((state.reason as Error).message);
  });
  await server.present('second');
  await daemon.signal('SIGKILL');
  await daemon.restart();
  await expect
    .poll(() => reasons, { timeout: 60_000 })
    .toContainEqual(expect.stringContaining('Host key verification failed') as string);
  expect(host.state.name).not.toBe('closed');

  await server.present('first');
  expect(await host.run((connection) => connection.getType(), { wait: true })).toBe('TEST');
});

// libvirt reports it as a failed authentication.
it.for(['libssh', 'libssh2'] as const)(
  'Host: ends when the host key of %s is another one, with that reason',
  async (transport, context) => {
    needDaemon(context);
    needSSHServer(context);
    await using daemon = await startDaemon();
    await using server = await SSHServer.start();
    await using host = new Host(server.uri(transport, daemon.socket), eager);
    await host.until('connected');

    await server.present('second');
    await daemon.signal('SIGKILL');
    await daemon.restart();
    const { reason } = await host.until('closed');
    expect(reason).toMatchObject({
      code: 'VIR_ERR_AUTH_FAILED',
      message: expect.stringMatching(/host key verification failed/i) as string,
    });
  },
);
