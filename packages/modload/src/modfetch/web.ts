import { createReadStream, readFileSync, statSync } from 'node:fs';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { join } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import type { Environment } from '../base/environment.js';
import { nameError, messageOf, ModloadError, NotFoundError } from '../base/errors.js';
import { quote } from '../base/quote.js';
import type { LoadListener } from '../base/report.js';
import { isGoVersionBefore } from '../module/goversion.js';
import { HttpProxies, makeTunnelAgent, proxyAuthorization, proxyPlace } from './http-proxy.js';

/**
 * How much a connection must be trusted. `secure-only` wants https; `default` takes http where the address
 * says so; `insecure` (GOINSECURE) tries http when https fails, and takes any certificate.
 */
export type Security = 'secure-only' | 'default' | 'insecure';

/** The answer to a request, whatever its status. */
export interface WebResponse {
  /** The address that answered, without a password. */
  readonly url: string;
  /** The status as text: `404 Not Found`. */
  readonly status: string;
  readonly statusCode: number;
  /** The size that the server announced, in bytes. */
  readonly length: number | undefined;
  /** The content in chunks. Reading it rejects with an error that names the address. */
  readonly body: AsyncIterable<Buffer>;
  /** Rejects unless the status is 200, with what Go says of such an answer. */
  demandSuccess(): Promise<void>;
  /** Returns what Go says of an answer with another status and this content. */
  failure(content: Buffer): HttpError;
  /** Reads everything, at most so many bytes. */
  bytes(limit?: number): Promise<Buffer>;
  /** Lets go of the connection without reading on. */
  discard(): void;
}

/** A request was answered, but not with what was asked for. */
class HttpError extends ModloadError {
  static {
    nameError(this, 'HttpError');
  }

  /** The status code. */
  readonly statusCode: number;

  /** Created by this package. */
  constructor(message: string, statusCode: number) {
    const isMissing = statusCode === 404 || statusCode === 410;
    super(
      isMissing ? 'ERR_MODLOAD_NOT_FOUND' : 'ERR_MODLOAD_NETWORK',
      message,
      isMissing ? new NotFoundError(message) : undefined,
    );
    this.statusCode = statusCode;
  }
}

/** What requests need to know. */
export interface WebOptions {
  readonly environment: Environment;
  /** The Go release whose messages are used; default: the newest. */
  readonly goVersion?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly listener?: LoadListener | undefined;
  /** How long a server may stay silent, in milliseconds; default: one minute. */
  readonly timeout?: number | undefined;
}

/** The most that is read of an answer that is no zip file, in bytes. */
const maxResponse = 64 << 20;
const unassigned = 'localhost.localdev';
const maxRedirects = 10;
const maxConnections = 32;
/** How long a server without a valid certificate has, in milliseconds, as in Go. */
const impatience = 5000;

/** An address without its password, for messages. */
export function redact(url: URL): string {
  if (url.password === '') return showUrl(url);
  const redacted = new URL(url);
  redacted.password = 'xxxxx';
  return showUrl(redacted);
}

/** The address without the slash that URL adds to a bare host. */
function showUrl(url: URL): string {
  const isBare = url.pathname === '/' && url.search === '' && url.hash === '';
  return isBare ? url.href.slice(0, -1) : url.href;
}

/** Escapes the path of an address as Go does. */
function escapeUrlPath(path: string): string {
  if (/^[\w\-.~$&+,/:;=@]*$/.test(path)) return path;
  let escaped = '';
  for (const byte of Buffer.from(path)) {
    const character = String.fromCharCode(byte);
    escaped += /[A-Za-z0-9\-_.~$&+,/:;=@]/.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return escaped;
}

/** An address with more path at its end. */
export function joinUrl(base: URL, path: string): URL {
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/$/, '')}/${escapeUrlPath(path)}`;
  return url;
}

const systemErrors = new Map(
  Array.from(getSystemErrorMap().values(), ([code, text]) => [code, text]),
);

/** Returns what Go says where Node says `connect ECONNREFUSED 127.0.0.1:1`. */
function connectionProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0) {
    return connectionProblem(error.errors[error.errors.length - 1]);
  }
  const details = error as NodeJS.ErrnoException & {
    hostname?: string;
    address?: string;
    port?: number;
  };
  const { code = '', syscall = '', hostname, address, port } = details;
  if (syscall === 'getaddrinfo') {
    const reason = code === 'EAI_AGAIN' ? 'Temporary failure in name resolution' : 'no such host';
    return `dial tcp: lookup ${hostname ?? ''}: ${reason}`;
  }
  if (syscall === 'connect' && address !== undefined) {
    const host = address.includes(':') ? `[${address}]` : address;
    return `dial tcp ${host}:${port ?? ''}: connect: ${systemErrors.get(code) ?? code}`;
  }
  if (code === 'ECONNRESET' && error.message === 'socket hang up') return 'EOF';
  if (code === 'ECONNRESET') return 'connection reset by peer';
  if (code.startsWith('HPE_')) return `net/http: malformed HTTP response: ${error.message}`;
  return error.message;
}

function requestError(url: string, problem: string, cause?: unknown): ModloadError {
  return new ModloadError('ERR_MODLOAD_NETWORK', `Get ${quote(url)}: ${problem}`, cause);
}

interface Credentials {
  readonly machine: string;
  readonly login: string;
  readonly password: string;
}

/** The entries of a netrc file. */
export function parseNetrc(text: string): Credentials[] {
  const entries: Credentials[] = [];
  let entry = { machine: '', login: '', password: '' };
  let isMacro = false;
  for (const line of text.split('\n')) {
    if (isMacro) {
      isMacro = line.trim() !== '';
      continue;
    }
    const words = line.split(/\s+/).filter(Boolean);
    for (let index = 0; index < words.length; index += 2) {
      const value = words[index + 1] ?? '';
      switch (words[index]) {
        case 'machine':
          entry = { machine: value, login: '', password: '' };
          break;
        case 'default':
          // It could only leak a password.
          return entries;
        case 'login':
          entry.login = value;
          break;
        case 'password':
          entry.password = value;
          break;
        case 'macdef':
          isMacro = true;
          break;
        default:
          break;
      }
      if (entry.machine && entry.login && entry.password) {
        entries.push(entry);
        entry = { machine: '', login: '', password: '' };
      }
    }
  }
  return entries;
}

/** Asks servers and file systems for what proxies and module pages hold. */
export class Web {
  readonly #options: WebOptions;
  #credentials: Credentials[] | undefined;
  #proxies: HttpProxies | undefined;
  #agents: Promise<Agents> | undefined;

  /** Makes a client; it connects to nothing yet. */
  constructor(options: WebOptions) {
    this.#options = options;
  }

  /** The environment that the client was made with. */
  get environment(): Environment {
    return this.#options.environment;
  }

  /**
   * Asks for an address. Without a scheme it is tried with https, and then, where insecurity is allowed,
   * with http. Rejects when there is no answer; an answer of any status is one.
   */
  async get(address: string | URL, security: Security = 'default'): Promise<WebResponse> {
    if (typeof address === 'string' && !address.includes('://')) {
      try {
        return await this.#request(new URL(`https://${address}`), security);
      } catch (error) {
        if (security !== 'insecure') throw error;
        return await this.#request(new URL(`http://${address}`), security);
      }
    }
    const url = new URL(address);
    if (url.protocol === 'file:') return this.#readFile(url);
    // This name is never assigned, and go does not look it up: its tests rely on that.
    if (url.host === unassigned)
      throw new ModloadError('ERR_MODLOAD_NOT_FOUND', `no such host ${unassigned}`);
    if (url.protocol === 'http:') {
      if (security === 'secure-only') throw this.#refusal(url, 'insecure URL');
      if (url.username !== '' && security !== 'insecure') {
        throw this.#refusal(url, 'refusing to pass credentials to insecure URL');
      }
    } else if (url.protocol !== 'https:') throw this.#refusal(url, 'unsupported scheme');
    return await this.#request(url, security);
  }

  /** Reads what is at an address. Rejects unless the status is 200. */
  async getBytes(address: string | URL, limit?: number): Promise<Buffer> {
    const response = await this.get(address);
    await response.demandSuccess();
    return await response.bytes(limit);
  }

  #refusal(url: URL, reason: string): ModloadError {
    return new ModloadError('ERR_MODLOAD_NETWORK', `${reason}: ${redact(url)}`);
  }

  #trace(text: string): void {
    this.#options.listener?.({ kind: 'trace', text });
  }

  #readFile(url: URL): WebResponse {
    const path = decodeURIComponent(url.pathname);
    const shown = redact(url);
    const fileProblem = (error: unknown, action: string) => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      const reason = systemErrors.get(code) ?? messageOf(error);
      const { goVersion } = this.#options;
      const isOld = goVersion !== undefined && isGoVersionBefore(goVersion, '1.21');
      return isOld && !url.href.endsWith(path) ? `${action} ${path}: ${reason}` : reason;
    };
    let statusCode = 200;
    let failure = '';
    let size = 0;
    try {
      const status = statSync(path);
      ({ size } = status);
      if (status.isDirectory()) {
        throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
      }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code === 'ENOENT' || code === 'ENOTDIR') statusCode = code === 'ENOENT' ? 404 : 500;
      else if (code === 'EACCES') statusCode = 403;
      else statusCode = 500;
      failure = `reading ${shown}: ${fileProblem(error, 'open')}`;
    }
    return {
      url: shown,
      status: statusCode === 200 ? 'OK' : failure,
      statusCode,
      length: undefined,
      get body() {
        return createReadStream(path) as AsyncIterable<Buffer>;
      },
      demandSuccess: () =>
        statusCode === 200 ? Promise.resolve() : Promise.reject(new HttpError(failure, statusCode)),
      failure: () => new HttpError(failure, statusCode),
      bytes: async (limit = maxResponse) => {
        if (statusCode !== 200) return Buffer.alloc(0);
        if (size > limit) throw tooLarge(shown, limit);
        // The page cache is quicker than a thread.
        return await Promise.resolve(readFileSync(path));
      },
      discard: () => undefined,
    };
  }

  async #request(start: URL, security: Security): Promise<WebResponse> {
    const isStrict = start.protocol === 'https:' && security !== 'insecure';
    const began = Date.now();
    this.#trace(`# get ${redact(start)}`);
    let url = start;
    for (let hops = 0; ; hops++) {
      let message;
      try {
        message = await this.#send(url, security);
      } catch (error) {
        this.#options.signal?.throwIfAborted();
        const problem = connectionProblem(error);
        const isDial = problem.startsWith('dial ') && this.#findProxy(url) !== undefined;
        const failure = requestError(
          redact(url),
          isDial ? `proxyconnect tcp: ${problem}` : problem,
          error,
        );
        this.#trace(`# get ${redact(start)}: ${failure.message}`);
        throw failure;
      }
      const { location } = message.headers;
      if (location === undefined || ![301, 302, 303, 307, 308].includes(message.statusCode ?? 0)) {
        const took = ((Date.now() - began) / 1000).toFixed(3);
        this.#trace(`# get ${redact(start)}: ${statusOf(message)} (${took}s)`);
        return this.#respond(redact(start), message);
      }
      message.destroy();
      url = this.#follow(url, location, hops, isStrict);
    }
  }

  #follow(from: URL, location: string, hops: number, isStrict: boolean): URL {
    let next;
    try {
      next = new URL(location, from);
    } catch (error) {
      const problem = `failed to parse Location header ${quote(location)}: ${messageOf(error)}`;
      throw requestError(redact(from), problem, error);
    }
    if (isStrict && next.protocol !== 'https:') {
      const problem = `redirected from secure URL ${redact(from)} to insecure URL ${redact(next)}`;
      throw requestError(location, problem);
    }
    if (next.protocol !== 'https:' && next.protocol !== 'http:') {
      throw requestError(
        redact(next),
        `unsupported protocol scheme ${quote(next.protocol.slice(0, -1))}`,
      );
    }
    if (hops + 1 >= maxRedirects) {
      throw requestError(location, `stopped after ${maxRedirects} redirects`);
    }
    return next;
  }

  #findProxy(url: URL): URL | undefined {
    this.#proxies ??= new HttpProxies(this.environment.variables);
    return this.#proxies.find(url);
  }

  async #send(url: URL, security: Security, isSecondTry = false): Promise<IncomingMessage> {
    const proxy = this.#findProxy(url);
    const agents = await (this.#agents ??= openAgents(this.#options.signal));
    const isTls = url.protocol === 'https:';
    const isImpatient = isTls && security === 'insecure';
    const timeout = isImpatient ? impatience : (this.#options.timeout ?? 60_000);
    const authorization = this.#authorize(url);
    const options: RequestOptions & { rejectUnauthorized?: boolean } = {
      agent: await agents.find(url, proxy, isImpatient),
      headers: {
        'User-Agent': 'Go-http-client/1.1',
        Host: url.host,
        ...(authorization && { Authorization: authorization }),
        ...(proxy && !isTls && proxyAuthorization(proxy)),
      },
      timeout,
      ...(this.#options.signal && { signal: this.#options.signal }),
      // A proxy gets the absolute URL; a tunnel gets the usual request line.
      ...(proxy && !isTls && { ...proxyPlace(proxy), path: wholeAddress(url) }),
    };
    const scheme = proxy && !isTls ? proxy.protocol : url.protocol;
    let request!: ClientRequest;
    try {
      return await new Promise<IncomingMessage>((resolve, reject) => {
        request = agents.request(scheme, url, options, resolve);
        request.on('error', reject);
        request.on('timeout', () => {
          request.destroy(new Error('net/http: timeout awaiting response headers'));
        });
        request.end();
      });
    } catch (error) {
      // The server may have closed a kept connection just when it was to be used again.
      const isStale = request.reusedSocket && !isSecondTry && isReset(error);
      if (!isStale) throw error;
      return await this.#send(url, security, true);
    }
  }

  #respond(url: string, message: IncomingMessage): WebResponse {
    const statusCode = message.statusCode ?? 0;
    const status = statusOf(message);
    const length = Number(message.headers['content-length'] ?? NaN);
    const body = readBody(message);
    const failure = (content: Buffer) => {
      const detail = isPlainText(message) ? shorten(content) : '';
      const separator = detail.includes('\n') ? '\n\t' : ' ';
      const answer = detail && `\n\tserver response:${separator}${detail}`;
      return new HttpError(`reading ${url}: ${status}${answer}`, statusCode);
    };
    return {
      url,
      status,
      statusCode,
      length: Number.isNaN(length) ? undefined : length,
      body,
      demandSuccess: async () => {
        if (statusCode === 200) return;
        const content = isPlainText(message) ? await firstBytes(body) : Buffer.alloc(0);
        message.destroy();
        throw failure(content);
      },
      failure,
      bytes: (limit = maxResponse) => collect(body, url, limit),
      discard: () => void message.destroy(),
    };
  }

  #authorize(url: URL): string | undefined {
    const basic = (login: string, password: string) =>
      `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
    if (url.username !== '') {
      return basic(decodeURIComponent(url.username), decodeURIComponent(url.password));
    }
    if (url.protocol !== 'https:') return undefined;
    this.#credentials ??= this.#readNetrc();
    const found = this.#credentials.find(({ machine }) => machine === url.host);
    return found && basic(found.login, found.password);
  }

  #readNetrc(): Credentials[] {
    const { environment } = this.#options;
    const name = process.platform === 'win32' ? '_netrc' : '.netrc';
    const file = environment.get('NETRC') || (environment.HOME && join(environment.HOME, name));
    try {
      return file ? parseNetrc(readFileSync(file, 'utf8')) : [];
    } catch {
      return [];
    }
  }
}

interface Agents {
  /** What keeps the connections to a server, or through a proxy to it. */
  readonly find: (
    url: URL,
    proxy: URL | undefined,
    isInsecure: boolean,
  ) => NonNullable<RequestOptions['agent']> | Promise<NonNullable<RequestOptions['agent']>>;
  readonly request: (
    scheme: string,
    url: URL,
    options: RequestOptions,
    answered: (message: IncomingMessage) => void,
  ) => ClientRequest;
}

/** Loads what connects: a warm cache never does. */
async function openAgents(signal: AbortSignal | undefined): Promise<Agents> {
  const [http, https] = await Promise.all([import('node:http'), import('node:https')]);
  const options = { keepAlive: true, maxSockets: maxConnections };
  const insecurely = { ...options, rejectUnauthorized: false };
  const plain = new http.Agent(options);
  const secure = new https.Agent(options);
  const insecure = new https.Agent(insecurely);
  // There are two proxies at most.
  const tunnels = new Map<string, ReturnType<typeof makeTunnelAgent>>();
  return {
    find(url, proxy, isInsecure) {
      if (url.protocol !== 'https:') return proxy?.protocol === 'https:' ? secure : plain;
      if (proxy === undefined) return isInsecure ? insecure : secure;
      const key = `${proxy.href} ${isInsecure}`;
      let tunnel = tunnels.get(key);
      if (tunnel === undefined) {
        tunnel = makeTunnelAgent(proxy, isInsecure ? insecurely : options, signal);
        tunnels.set(key, tunnel);
      }
      return tunnel;
    },
    request: (scheme, url, requestOptions, answered) =>
      (scheme === 'https:' ? https : http).request(url, requestOptions, answered),
  };
}

/** A URL as it is sent to a proxy: without credentials and fragment. */
function wholeAddress({ protocol, host, pathname, search }: URL): string {
  return `${protocol}//${host}${pathname}${search}`;
}

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
}

function statusOf({ statusCode = 0, statusMessage = '' }: IncomingMessage): string {
  return `${statusCode} ${statusMessage}`.trim();
}

function tooLarge(url: string, limit: number): ModloadError {
  return new ModloadError(
    'ERR_MODLOAD_NETWORK',
    `reading ${url}: response too large (max size is ${limit} bytes)`,
  );
}

async function* readBody(message: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw new ModloadError('ERR_MODLOAD_NETWORK', bodyProblem(error), error);
  }
}

function bodyProblem(error: unknown): string {
  return isReset(error) ? 'unexpected EOF' : messageOf(error);
}

async function collect(body: AsyncIterable<Buffer>, url: string, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw tooLarge(url, limit);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

/** The most that is read of a failure's description, in bytes. */
const maxDetail = 1 << 16;
const maxDetailLines = 8;
const maxDetailBytes = maxDetailLines * 81;

/** Returns whether a server may say in plain text what is the matter. */
function isPlainText(message: IncomingMessage): boolean {
  const [type, ...parameters] = (message.headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = /^\s*charset=["']?([^"']*)/.exec(parameters.join(';'))?.[1]?.trim() ?? '';
  return type?.trim() === 'text/plain' && ['', 'utf-8', 'us-ascii'].includes(charset);
}

async function firstBytes(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= maxDetail) break;
    }
  } catch {
    // What came until then may say enough.
  }
  return Buffer.concat(chunks);
}

/** The beginning of a failure's description, without what makes no sense on a terminal. */
function shorten(bytes: Buffer): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return '';
  }
  // A server must not play with the user's terminal.
  if (/[^\p{L}\p{M}\p{N}\p{P}\p{S}\s\x85]/u.test(text)) return '';
  let detail = '';
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') break;
    if (index > 0) detail += '\n\t';
    if (index >= maxDetailLines) return `${detail}[Truncated: too many lines.]`;
    if (Buffer.byteLength(detail) + Buffer.byteLength(line) > maxDetailBytes) {
      return `${detail}[Truncated: too long.]`;
    }
    detail += line;
  }
  return detail;
}
