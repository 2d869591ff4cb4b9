import {
  DomainQemuAgentCommandTimeoutValues,
  DomainQemuMonitorCommandFlags,
  QMPError,
  qemuAgentCommand,
  qemuMonitorCommand,
  qemuMonitorCommandWithFiles,
} from '@libvirt/qemu';
import { closeSync, fstatSync, readlinkSync, rmSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { buildLibvirtQemu } from './stand-in.js';
import { loadedLibraries, withDomain } from './support.js';

let directory: string | undefined;

beforeAll(async () => {
  if (process.platform !== 'linux') return;
  await withDomain(() => Promise.resolve());
  directory = buildLibvirtQemu(loadedLibraries().get('libvirt.so.0')!);
  process.env['LIBVIRT_LIBRARY_DIR'] = directory;
});

afterAll(() => {
  if (directory !== undefined) rmSync(directory, { recursive: true });
});

function needStandIn({ skip }: TestContext): void {
  skip(directory === undefined, 'the stand-in for libvirt-qemu is built on Linux only');
}

describe('qemuMonitorCommand', () => {
  test('returns the reply as text for a command as text, also when QEMU refuses it', async (context) => {
    needStandIn(context);
    await withDomain(async (domain) => {
      const { HMP } = DomainQemuMonitorCommandFlags;
      expect(await qemuMonitorCommand(domain, 'info status', HMP)).toBe('info status');
      expect(await qemuMonitorCommand(domain, '{"execute":"x"}', HMP)).toBe(
        '{"return":{"command":{"execute":"x"},"number":0,"flags":1},"id":"1"}',
      );
      expect(await qemuMonitorCommand(domain, 'refuse')).toContain('GenericError');
    });
  });

  test('returns the result for a command as an object', async (context) => {
    needStandIn(context);
    await withDomain(async (domain) => {
      const command = { execute: 'x', arguments: { node: 'ä', at: 2 ** 40, list: [true, null] } };
      expect(await qemuMonitorCommand(domain, command)).toEqual({ command, number: 0, flags: 0 });
      const big = { execute: 'x', arguments: { at: 2n ** 40n } };
      expect(await qemuMonitorCommand(domain, big)).toMatchObject({
        command: { arguments: { at: 2 ** 40 } },
      });
    });
  });

  test('rejects with QMPError when QEMU refuses a command as an object', async (context) => {
    needStandIn(context);
    await withDomain(async (domain) => {
      const refusal = qemuMonitorCommand(domain, { execute: 'refuse' });
      await expect(refusal).rejects.toBeInstanceOf(QMPError);
      await expect(refusal).rejects.toMatchObject({
        name: 'QMPError',
        errorClass: 'GenericError',
        message: 'refused',
      });
    });
  });
});

/** Whether a file descriptor is open. */
function isOpen(number: number): boolean {
  try {
    fstatSync(number);
    return true;
  } catch {
    return false;
  }
}

describe('qemuMonitorCommandWithFiles', () => {
  test('keeps the passed files open, and owns the received ones until they are closed', async (context) => {
    needStandIn(context);
    await withDomain(async (domain) => {
      const { result, files } = await qemuMonitorCommandWithFiles(domain, '{}', [1, 2]);
      expect(result).toBe('{"return":{"command":{},"number":2,"flags":0},"id":"1"}');
      expect(files.length).toBe(2);
      const numbers = [...files];
      const path = (number: number) => readlinkSync(`/proc/self/fd/${number}`);
      expect(numbers.map(path)).toEqual([1, 2].map(path));
      await files.close();
      expect(numbers.map(isOpen)).toEqual([false, false]);
      expect([1, 2].map(isOpen)).toEqual([true, true]);
      expect(files.length).toBe(0);
      await files.close();
    });
  });

  test('closes the received files when QEMU refuses the command', async (context) => {
    needStandIn(context);
    await withDomain(async (domain) => {
      const { files } = await qemuMonitorCommandWithFiles(domain, '{}', [1]);
      const [next] = [...files];
      await files.close();
      const refusal = qemuMonitorCommandWithFiles(domain, { execute: 'refuse' }, [1]);
      await expect(refusal).rejects.toBeInstanceOf(QMPError);
      expect(isOpen(next!)).toBe(false);
    });
  });

  test('leaves files open that FileDescriptors.take has transferred', async (context) => {
    needStandIn(context);
    await withDomain(async (domain) => {
      const { files } = await qemuMonitorCommandWithFiles(domain, { execute: 'x' }, [1]);
      const taken = files.take();
      await files.close();
      expect(taken.map(isOpen)).toEqual([true]);
      taken.forEach((number) => closeSync(number));
    });
  });

  test('closes received files that are garbage-collected', async (context) => {
    needStandIn(context);
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    await withDomain(async (domain) => {
      const number = await (async () => {
        const { files } = await qemuMonitorCommandWithFiles(domain, { execute: 'x' }, [1]);
        return [...files][0]!;
      })();
      await expect
        .poll(
          () => {
            collect();
            return isOpen(number);
          },
          { timeout: 30_000 },
        )
        .toBe(false);
    });
  });
});

describe('qemuAgentCommand', () => {
  test('passes the timeout on, DEFAULT unless given', async (context) => {
    needStandIn(context);
    await withDomain(async (domain) => {
      const { BLOCK, DEFAULT, NOWAIT, SHUTDOWN } = DomainQemuAgentCommandTimeoutValues;
      expect({ BLOCK, DEFAULT, NOWAIT, SHUTDOWN }).toEqual({
        BLOCK: -2,
        DEFAULT: -1,
        NOWAIT: 0,
        SHUTDOWN: 60,
      });
      const command = { execute: 'guest-ping' };
      for (const timeout of [BLOCK, DEFAULT, NOWAIT, SHUTDOWN, 7]) {
        const reply = await qemuAgentCommand(domain, command, timeout);
        expect(reply).toEqual({ command, number: timeout, flags: 0 });
      }
      expect(await qemuAgentCommand(domain, command)).toMatchObject({ number: DEFAULT });
    });
  });

  test('returns the reply as text for a command as text', async (context) => {
    needStandIn(context);
    await withDomain(async (domain) => {
      expect(await qemuAgentCommand(domain, '{"execute":"x"}', 3, 1)).toBe(
        '{"return":{"command":{"execute":"x"},"number":3,"flags":1},"id":"1"}',
      );
    });
  });
});
