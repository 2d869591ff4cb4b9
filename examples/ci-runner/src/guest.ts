import {
  DomainCreateFlags,
  DomainEventType,
  LibvirtError,
  type Connect,
  type Domain,
  type DomainLifecycleEvent,
  type StoragePool,
  type StorageVol,
} from '@libvirt/core';
import { DomainXML, StorageVolXML } from '@libvirt/xml';
import type { Duplex } from 'node:stream';

/** What a job may use, and how machines are made for it. */
export interface Limits {
  /** `kvm`, or `qemu` where there is none. */
  readonly type: 'kvm' | 'qemu';
  /** In MiB. */
  readonly memory: number;
  /** Virtual CPUs. */
  readonly cpus: number;
  /** What the disk transfers at most, in MiB/s. */
  readonly diskRate: number;
  /** How long a job may take, in seconds. */
  readonly time: number;
  /** How much a job may print, in bytes. */
  readonly output: number;
}

/** How a job ended. */
export interface Result {
  readonly code: number;
  readonly output: string;
}

/** What cloud-init runs in a machine: it takes a job from the second serial port, and runs it once. */
export const AGENT = `#!/bin/sh
exec </dev/ttyS1 >/dev/ttyS1 2>&1
stty raw -echo
echo ready
read -r length
head -c "$length" >/tmp/job
sh /tmp/job </dev/null
printf '\\nexit %d\\n' $?
`;

const BOOT_TIME = 300_000;
const { START_PAUSED, START_AUTODESTROY } = DomainCreateFlags;

/** A machine for one job. It ends with the connection, even if this process is killed. */
export class Guest implements AsyncDisposable {
  readonly #domain: Domain;
  readonly #disk: StorageVol;
  readonly #console: Duplex;
  readonly #limits: Limits;
  readonly #changes: AsyncIterable<DomainLifecycleEvent>;

  private constructor(domain: Domain, disk: StorageVol, limits: Limits) {
    this.#domain = domain;
    this.#disk = disk;
    this.#limits = limits;
    this.#console = domain.createConsoleStream('serial1');
    // The next read reports it.
    this.#console.on('error', () => undefined);
    this.#changes = domain.domainGetConnect().watch('domain-lifecycle', { domain });
  }

  /** Starts a machine with a disk of its own over an image, and waits until it takes a job. */
  static async start(
    name: string,
    pool: StoragePool,
    { image, seed, limits }: { image: StorageVol; seed: StorageVol; limits: Limits },
  ): Promise<Guest> {
    const { capacity } = await image.getInfo();
    const disk = await pool.storageVolCreateXML(
      StorageVolXML.format({
        name,
        capacity: { unit: 'bytes', value: capacity },
        target: { format: { type: 'qcow2' } },
        backingStore: { path: await image.getPath(), format: { type: 'qcow2' } },
      }),
    );
    const files: [string, string] = [await disk.getPath(), await seed.getPath()];
    const conn: Connect = pool.getConnect();
    // Paused until its console is open, so that none of its output is lost.
    const domain = await conn.domainCreateXML(
      define(name, files, limits),
      START_PAUSED | START_AUTODESTROY,
    );
    const guest = new Guest(domain, disk, limits);
    try {
      void guest.#endWithMachine();
      await domain.resume();
      await guest.#read(/ready\n$/, 10_000, AbortSignal.timeout(BOOT_TIME));
      return guest;
    } catch (error) {
      await guest[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Runs a shell script. Rejects if it goes beyond a limit, or ends its machine. */
  async run(script: string): Promise<Result> {
    const { time, output } = this.#limits;
    const job = Buffer.from(script);
    this.#console.write(Buffer.concat([Buffer.from(`${job.length}\n`), job]));
    const signal = AbortSignal.timeout(1000 * time);
    const [text, code] = await this.#read(/\nexit (\d+)\n$/, output, signal);
    return { code: Number(code), output: text };
  }

  /** Reads until a text arrives. Returns what was before it, and its number. */
  async #read(
    end: RegExp,
    limit: number,
    signal: AbortSignal,
  ): Promise<[text: string, number: string | undefined]> {
    let text = '';
    const abort = () => this.#console.destroy();
    signal.addEventListener('abort', abort);
    try {
      for await (const chunk of this.#console.iterator({ destroyOnReturn: false })) {
        text += String(chunk);
        const found = end.exec(text);
        if (found) return [text.slice(0, found.index), found[1]];
        if (text.length > limit) throw new Error(`more than ${limit} bytes of output`);
      }
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
    throw new Error('the console ended');
  }

  /** Ends the console when the machine has ended, which the console itself need not notice. */
  async #endWithMachine(): Promise<void> {
    try {
      for await (const { event } of this.#changes) if (event === DomainEventType.STOPPED) break;
      this.#console.destroy(new Error('the machine ended'));
    } catch (error) {
      this.#console.destroy(error instanceof Error ? error : undefined);
    }
  }

  /** Ends the machine, and removes its disk. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#console.destroy();
    await destroy(this.#domain);
    await this.#disk.delete();
  }
}

/** Ends a machine, which may have ended by itself. */
export async function destroy(domain: Domain): Promise<void> {
  try {
    await domain.destroy();
  } catch (error) {
    const ended: string[] = ['VIR_ERR_NO_DOMAIN', 'VIR_ERR_OPERATION_INVALID'];
    if (!(error instanceof LibvirtError) || !ended.includes(error.code)) throw error;
  }
}

/** A machine without a network. */
function define(name: string, [disk, seed]: readonly [string, string], limits: Limits): string {
  return DomainXML.format({
    type: limits.type,
    name,
    memory: { unit: 'MiB', value: limits.memory },
    vcpu: { value: limits.cpus },
    os: { type: { arch: 'x86_64', value: 'hvm' }, boot: [{ dev: 'hd' }] },
    features: { acpi: {} },
    on_reboot: 'destroy',
    devices: {
      disk: [
        {
          type: 'file',
          driver: { name: 'qemu', type: 'qcow2' },
          source: { file: disk },
          target: { dev: 'vda', bus: 'virtio' },
          iotune: { total_bytes_sec: limits.diskRate * 2 ** 20 },
        },
        {
          type: 'file',
          driver: { name: 'qemu', type: 'raw' },
          source: { file: seed },
          target: { dev: 'vdb', bus: 'virtio' },
          readonly: {},
        },
      ],
      serial: [{ type: 'pty' }, { type: 'pty' }],
    },
  });
}
