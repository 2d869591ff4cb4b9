import { ErrorDomain, ErrorNumber } from '@libvirt/core';
import { existsSync, readFileSync } from 'node:fs';
import { isIP, type Socket } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { isRoot } from '../config.js';
import { rawError, rpcError } from '../errors.js';
import { isSet, type ParsedURI } from '../uri.js';

/** The files that prove who is who. */
interface Certificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Returns the files where libvirt looks for them. The client's own may be absent. */
function findCertificates({ parameters }: ParsedURI): Certificates {
  const inFolder = (folder: string): Certificates => ({
    ca: join(folder, 'cacert.pem'),
    cert: join(folder, 'clientcert.pem'),
    key: join(folder, 'clientkey.pem'),
  });
  const given = parameters.get('pkipath');
  if (given !== undefined) return inFolder(given);
  const own = inFolder(join(homedir(), '.pki/libvirt'));
  const system = {
    ca: '/etc/pki/CA/cacert.pem',
    cert: '/etc/pki/libvirt/clientcert.pem',
    key: '/etc/pki/libvirt/private/clientkey.pem',
  };
  if (isRoot()) return system;
  const hasOwn = existsSync(own.cert) && existsSync(own.key);
  return {
    ca: existsSync(own.ca) ? own.ca : system.ca,
    ...(hasOwn ? { cert: own.cert, key: own.key } : { cert: system.cert, key: system.key }),
  };
}

/** Encrypts a connection. The daemon's certificate has to be that of the host, unless `no_verify` is set. */
export async function encrypt(socket: Socket, uri: ParsedURI, host: string): Promise<TLSSocket> {
  if (uri.parameters.has('tls_priority')) {
    throw rawError(
      ErrorNumber.CONFIG_UNSUPPORTED,
      ErrorDomain.REMOTE,
      "@libvirt/remote cannot use tls_priority, which is GnuTLS's; Node.js has --tls-cipher-list",
    );
  }
  const files = findCertificates(uri);
  const read = (file: string) => {
    try {
      return readFileSync(file);
    } catch (error) {
      throw rpcError(
        `Cannot read certificate '${file}': ${(error as Error).message}`,
        ErrorNumber.SYSTEM_ERROR,
      );
    }
  };
  const hasOwn = existsSync(files.cert) && existsSync(files.key);
  const encrypted = connect({
    socket,
    host,
    ca: read(files.ca),
    ...(hasOwn && { cert: read(files.cert), key: read(files.key) }),
    ...(isIP(host) === 0 && { servername: host }),
    rejectUnauthorized: !isSet(uri, 'no_verify'),
    minVersion: 'TLSv1.2',
  });
  await new Promise<void>((resolve, reject) => {
    encrypted.once('secureConnect', resolve);
    encrypted.once('error', (error: Error) => {
      reject(rpcError(`TLS handshake failed: ${error.message}`, ErrorNumber.RPC));
    });
  });
  await acceptance(encrypted);
  return encrypted;
}

/** Waits for the byte with which the daemon says that it accepts the client's certificate. */
async function acceptance(socket: TLSSocket): Promise<void> {
  const refused = rpcError('server verification (of our certificate or IP address) failed');
  const [byte] = await new Promise<Buffer>((resolve, reject) => {
    const refuse = () => {
      reject(refused);
    };
    const onReadable = () => {
      const first = socket.read(1) as Buffer | null;
      if (first === null) return;
      for (const event of ['end', 'error', 'close']) socket.off(event, refuse);
      socket.off('readable', onReadable);
      resolve(first);
    };
    for (const event of ['end', 'error', 'close']) socket.on(event, refuse);
    socket.on('readable', onReadable);
  });
  if (byte !== 1) throw refused;
}
