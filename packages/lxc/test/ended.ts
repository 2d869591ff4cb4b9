import type { LxcProcess } from '@libvirt/lxc';

/** Events and output of a process that has ended. */
export interface Ended {
  /** Emitted events in order; an error by its message. */
  readonly events: readonly unknown[];
  readonly stdout: string;
  readonly stderr: string;
}

/** Waits until a process has ended, and returns its events and output. */
export function ended(child: LxcProcess): Promise<Ended> {
  const events: unknown[] = [];
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.on('spawn', () => events.push('spawn'));
  child.on('error', (error) => events.push(['error', error.message]));
  child.on('exit', (code, signal) => events.push(['exit', code, signal]));
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      events.push(['close', code, signal]);
      resolve({ events, stdout, stderr });
    });
  });
}

/** Waits for the error that a process emits. */
export function errorOf(child: LxcProcess): Promise<Error> {
  return new Promise((resolve) => child.once('error', resolve));
}

/** The events of a process that was executed and exited. */
export function endedWith(code: number): readonly unknown[] {
  return ['spawn', ['exit', code, null], ['close', code, null]];
}

/** The events of a process that was executed and ended by a signal. */
export function endedBy(signal: NodeJS.Signals): readonly unknown[] {
  return ['spawn', ['exit', null, signal], ['close', null, signal]];
}
