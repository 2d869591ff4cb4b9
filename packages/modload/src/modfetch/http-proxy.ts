import type * as Https from 'node:https';
import type { AgentOptions } from 'node:https';
import { BlockList, isIP, isIPv6, type Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';
import { ModloadError } from '../base/errors.js';
import { quote } from '../base/quote.js';
import { firstText } from '../base/text.js';

/** Which proxy the variables of the environment name for an address, by the rules of Go's net/http. */
export class HttpProxies {
  readonly #http: URL | undefined;
  readonly #https: URL | undefined;
  readonly #isCgi: boolean;
  readonly #exceptions: readonly Exception[];

  /** Takes HTTP_PROXY, HTTPS_PROXY and NO_PROXY, or the same in small letters. */
  constructor(variables: Readonly<Record<string, string | undefined>>) {
    const get = (name: string) => firstText(variables[name], variables[name.toLowerCase()]);
    this.#http = parseAddress(get('HTTP_PROXY'));
    this.#https = parseAddress(get('HTTPS_PROXY'));
    this.#isCgi = (variables['REQUEST_METHOD'] ?? '') !== '';
    this.#exceptions = get('NO_PROXY').split(',').flatMap(parseException);
  }

  /**
   * The proxy to ask for an address; `undefined` if the server itself is to be asked, as one of this
   * machine always is.
   *
   * @throws {ModloadError} when the proxy cannot be spoken to.
   */
  find(url: URL): URL | undefined {
    const isTls = url.protocol === 'https:';
    const proxy = isTls ? this.#https : this.#http;
    if (proxy === undefined || !this.#isProxied(url)) return undefined;
    if (!isTls && this.#isCgi) {
      // There the caller of a web page names it, by a header `Proxy`.
      throw new ModloadError(
        'ERR_MODLOAD_ENVIRONMENT',
        'refusing to use HTTP_PROXY value in CGI environment',
      );
    }
    if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') {
      const scheme = quote(proxy.protocol.slice(0, -1));
      throw new ModloadError(
        'ERR_MODLOAD_ENVIRONMENT',
        `no support for proxies of scheme ${scheme}`,
      );
    }
    return proxy;
  }

  #isProxied(url: URL): boolean {
    const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    if (host === 'localhost' || (isIP(host) !== 0 && isListed(loopback, host))) return false;
    return !this.#exceptions.some((isException) => isException(host, port));
  }
}

type Exception = (host: string, port: string) => boolean;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function isListed(list: BlockList, address: string): boolean {
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

function parseAddress(text: string): URL | undefined {
  if (text === '') return undefined;
  for (const address of [text, `http://${text}`]) {
    if (!URL.canParse(address)) continue;
    const url = new URL(address);
    if (url.host !== '') return url;
  }
  // Go takes no notice of it either.
  return undefined;
}

/** Reads what stands between two commas of NO_PROXY. */
function parseException(written: string): Exception[] {
  const text = written.trim().toLowerCase();
  if (text === '*') return [() => true];
  const subnet = /^(.*)\/(\d{1,3})$/.exec(text);
  if (subnet !== null) {
    const [, address, length] = subnet as unknown as [string, string, string];
    const isV6 = isIPv6(address);
    if (isIP(address) === 0 || Number(length) > (isV6 ? 128 : 32)) return [];
    const list = new BlockList();
    list.addSubnet(address, Number(length), isV6 ? 'ipv6' : 'ipv4');
    return [(host) => isIP(host) !== 0 && isListed(list, host)];
  }
  const [, bracketed, plain = bracketed ?? '', only] =
    isIP(text) === 0 ? (/^(?:\[(.*)\]|([^:]*))(?::(.*))?$/.exec(text) ?? []) : [text, text];
  if (plain === '') return [];
  const fitsPort = (port: string) => only === undefined || only === '' || only === port;
  if (isIP(plain) !== 0) {
    const list = new BlockList();
    list.addAddress(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
    return [(host, port) => isIP(host) !== 0 && isListed(list, host) && fitsPort(port)];
  }
  // `example.com` is about the host and those below it, `.example.com` and `*.example.com` about these.
  const name = plain.replace(/^\*\./, '.');
  const suffix = name.startsWith('.') ? name : `.${name}`;
  return [(host, port) => (host.endsWith(suffix) || host === name) && fitsPort(port)];
}

/** Returns the Proxy-Authorization header; an empty object without credentials. */
export function proxyAuthorization({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '') return {};
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(text).toString('base64')}` };
}

/** Where a proxy listens, as a request has it. */
export function proxyPlace({ protocol, hostname, port }: URL): {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: number;
} {
  return {
    protocol,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
  };
}

type Connected = (error: Error | null, socket?: Socket) => void;

/**
 * Makes an agent that reaches https servers through a proxy, which sees of them no more than the name.
 * The signal ends what goes on before there is a connection: Node does not hand on that of a request.
 */
export async function makeTunnelAgent(
  proxy: URL,
  options: AgentOptions,
  signal?: AbortSignal,
): Promise<Https.Agent> {
  const [http, https, tls] = await Promise.all([
    import('node:http'),
    import('node:https'),
    import('node:tls'),
  ]);
  const tunnel = (target: ConnectionOptions, connected: Connected): undefined => {
    const { host = '', port = 443, timeout = 0 } = target;
    const place = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
    const request = (proxy.protocol === 'https:' ? https : http).request({
      ...proxyPlace(proxy),
      method: 'CONNECT',
      path: place,
      headers: { Host: place, 'User-Agent': 'Go-http-client/1.1', ...proxyAuthorization(proxy) },
      agent: false,
      timeout,
      ...(signal && { signal }),
    });
    request.on('connect', ({ statusCode, statusMessage }, socket, head) => {
      if (statusCode !== 200) {
        socket.destroy();
        connected(new Error(firstText(statusMessage, 'unknown status code')));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      // What waited for the proxy must not end the connection to the server.
      socket.removeAllListeners('timeout').setTimeout(0);
      const secured = tls.connect({ ...target, socket });
      if (signal) addAbortSignal(signal, secured);
      const giveUp = () => secured.destroy(new Error('net/http: TLS handshake timeout'));
      secured.setTimeout(timeout, giveUp).once('error', connected);
      secured.once('secureConnect', () => {
        secured.setTimeout(0, giveUp).off('error', connected);
        connected(null, secured);
      });
    });
    request.on('timeout', () => {
      request.destroy(new Error('net/http: timeout awaiting response headers'));
    });
    request.on('error', (error) => connected(error));
    request.end();
    return undefined;
  };
  // Without a socket at hand Node waits for the callback.
  return Object.assign(new https.Agent(options), { createConnection: tunnel });
}
