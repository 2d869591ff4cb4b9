import { Connect, type ConnectOptions } from '@libvirt/core';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from './host.js';

/** A machine without devices. While its QEMU is stopped (SIGSTOP), calls on it do not return. */
export class HungMachine {
  readonly name: string;
  readonly #pidFile: string;

  private constructor(host: Host, name: string) {
    this.name = name;
    this.#pidFile = join(host.directory, `run/libvirt/qemu/${name}.pid`);
  }

  static async start(host: Host, name: string): Promise<HungMachine> {
    await using conn = await Connect.open(host.uri('qemu'));
    const domain = await conn.domainCreateXML(
      `<domain type="qemu">
         <name>${name}</name>
         <memory unit="MiB">16</memory>
         <os><type arch="x86_64">hvm</type></os>
         <devices>
           <controller type="usb" model="none"/>
           <video><model type="none"/></video>
           <memballoon model="none"/>
         </devices>
       </domain>`,
    );
    await domain.free();
    return new HungMachine(host, name);
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    process.kill(Number(readFileSync(this.#pidFile, 'utf8')), signal);
  }
}

/** One long call, on a connection of its own. */
export interface LongCall {
  readonly machine: HungMachine;
  readonly uri: string;
  readonly options: ConnectOptions;
  /** Milliseconds. */
  readonly duration: number;
}

/** Makes the call, and returns why the connection ended; `undefined` if it did not. */
export async function makeLongCall(call: LongCall): Promise<string | undefined> {
  const { machine, uri, options, duration } = call;
  const what = `${uri} ${JSON.stringify(options)} ${duration} ms`;
  const conn = await Connect.open(uri, options);
  let reason: number | undefined;
  conn.on('close', (event) => (reason = event.reason));
  try {
    const domain = await conn.lookupDomainByName(machine.name);
    machine.signal('SIGSTOP');
    const over = sleep(duration).then(() => machine.signal('SIGCONT'));
    try {
      await domain.suspend();
    } finally {
      await over;
    }
    await domain.resume();
    await domain.free();
    return reason === undefined ? undefined : `${what}: closed for ${reason}`;
  } catch (error) {
    return `${what}: ${String(error)} (closed for ${String(reason)})`;
  } finally {
    await conn.close().catch(() => undefined);
  }
}
