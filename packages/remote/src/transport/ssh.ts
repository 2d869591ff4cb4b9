// Runs `ssh`, and on the other host `virt-ssh-helper` or netcat, as libvirt does: so the user's keys,
// agent, jump hosts and settings apply.
import { ErrorDomain, ErrorNumber } from '@libvirt/core';
import { rawError } from '../errors.js';
import { isSet, type ParsedURI } from '../uri.js';
import type { ClientConfig } from '../config.js';
import { isSession } from './sockets.js';

/** Returns the program and its arguments. */
export function sshCommand(uri: ParsedURI, readOnly: boolean, config: ClientConfig): string[] {
  const { parameters, host = 'localhost', port, user } = uri;
  const options = [
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(user === undefined ? [] : ['-l', user]),
    ...(parameters.has('keyfile') ? ['-i', parameters.get('keyfile')!] : []),
    ...['-T', '-e', 'none'],
    ...(isSet(uri, 'no_tty') ? ['-o', 'BatchMode=yes'] : []),
    ...(isSet(uri, 'no_verify') ? ['-o', 'StrictHostKeyChecking=no'] : []),
  ];
  const program = parameters.get('command') ?? 'ssh';
  return [program, ...options, '--', host, remoteCommand(uri, readOnly, config)];
}

function remoteCommand(uri: ParsedURI, readOnly: boolean, config: ClientConfig): string {
  const { parameters, name } = uri;
  const socket = parameters.get('socket');
  const netcat = parameters.get('netcat');
  const asked = parameters.get('proxy') ?? config.settings.get('remote_proxy');
  const proxy =
    asked ??
    (socket !== undefined || netcat !== undefined ? 'netcat' : isSession(uri) ? 'native' : 'auto');
  const path = socket ?? `/var/run/libvirt/libvirt-${readOnly ? 'sock-ro' : 'sock'}`;
  const nc = quote(netcat ?? 'nc');
  // Some versions of netcat exit too early without -q.
  const legacy =
    `if ${nc} -q 2>&1 | grep "requires an argument" >/dev/null 2>&1; then ARG=-q0; else ARG=; fi; ` +
    `${nc} $ARG -U ${quote(path)}`;
  const helper = `virt-ssh-helper ${readOnly ? '-r ' : ''}${quote(name)}`;
  switch (proxy) {
    case 'netcat':
      return `sh -c ${quote(legacy)}`;
    case 'native':
      if (netcat !== undefined) {
        throw rawError(
          ErrorNumber.INVALID_ARG,
          ErrorDomain.RPC,
          'invalid argument: netcat path not valid with native proxy mode',
        );
      }
      return `sh -c ${quote(helper)}`;
    case 'auto': {
      const choice = `if command -v virt-ssh-helper >/dev/null 2>&1; then ${helper}; else ${legacy}; fi`;
      return `sh -c ${quote(choice)}`;
    }
    default:
      throw rawError(
        ErrorNumber.INVALID_ARG,
        ErrorDomain.REMOTE,
        `invalid argument: Unknown proxy type '${proxy}'`,
      );
  }
}

/** Quotes a text for a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
