import { describe, expect, test } from 'vitest';
import { parseConfig } from '../src/config.js';
import { scram } from '../src/auth/scram.js';
import { CallQueue, EXCLUSIVE, LONG, ORDINARY, SHORT, type Duration } from '../src/rpc/queue.js';
import { sshCommand } from '../src/transport/ssh.js';
import { isSet, parseURI } from '../src/uri.js';

const NO_CONFIG = parseConfig('');

/** Returns the error that a function throws. */
function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('parseURI', () => {
  test.each([
    ['qemu:///system', 'unix', undefined, 'qemu:///system'],
    ['qemu+unix:///session', 'unix', undefined, 'qemu:///session'],
    ['qemu://host.example/system', 'tls', 'host.example', 'qemu:///system'],
    ['qemu+tcp://host:16509/system', 'tcp', 'host', 'qemu:///system'],
    ['QEMU+SSH://root@[fe80::1]:22/system', 'ssh', 'fe80::1', 'QEMU:///system'],
    ['test+unix:///default?socket=/run/a%20b', 'unix', undefined, 'test:///default'],
    ['esx://host/?no_verify=1&other=2', 'tls', 'host', 'esx:///?other=2'],
    ['remote+tcp://host/', 'tcp', 'host', ''],
    ['qemu+ext:///system?command=/bin/x&name=xen:///system', 'ext', undefined, 'xen:///system'],
  ])('takes %s apart', (text, transport, host, name) => {
    expect(parseURI(text)).toMatchObject({ text, transport, host, name });
  });

  test('decodes user, port and parameters', () => {
    const uri = parseURI('qemu+ssh://m%40e@host:2222/system?keyfile=/a%26b;No_TTY=1&socket=');
    expect(uri).toMatchObject({ user: 'm@e', port: 2222 });
    expect(Object.fromEntries(uri.parameters)).toEqual({
      keyfile: '/a&b',
      no_tty: '1',
      socket: '',
    });
    expect([isSet(uri, 'no_tty'), isSet(uri, 'no_verify')]).toEqual([true, false]);
  });

  test.each([
    ['not a URI', 8, 'Unable to parse URI'],
    ['qemu+carrier-pigeon:///system', 8, 'transport in URL not recognised'],
    ['qemu+unix://host/system', 8, 'using unix socket and remote server'],
    ['qemu+libssh2://host/system', 5, 'use ssh'],
    ['test:///default', 5, 'test+unix:///default with a daemon'],
    ['esx:///', 5, "inside libvirt's client library"],
  ])('refuses %s', (text, code, message) => {
    expect(thrown(() => parseURI(text))).toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    });
  });

  test('refuses a parameter that is no number', () => {
    const uri = parseURI('qemu+tls://host/system?no_verify=yes');
    expect(thrown(() => isSet(uri, 'no_verify'))).toMatchObject({ code: 8 });
  });
});

describe('parseConfig', () => {
  test('reads aliases and settings, and no comments', () => {
    const { aliases, settings } = parseConfig(`
      # uri_aliases = [ "no=qemu:///no" ]
      uri_aliases = [
        "hail=qemu+ssh://root@hail.example/system", # one
        'sleet=qemu+tls://sleet/system?name=a=b',
      ]
      uri_default = "qemu:///system" # another`);
    expect([...aliases]).toEqual([
      ['hail', 'qemu+ssh://root@hail.example/system'],
      ['sleet', 'qemu+tls://sleet/system?name=a=b'],
    ]);
    expect([...settings]).toEqual([['uri_default', 'qemu:///system']]);
  });
});

describe('sshCommand', () => {
  test('runs virt-ssh-helper, or netcat where it is missing', () => {
    const [program, ...given] = sshCommand(
      parseURI('qemu+ssh://me@host:2222/system?keyfile=/k&no_tty=1&no_verify=1'),
      true,
      NO_CONFIG,
    );
    expect(program).toBe('ssh');
    expect(given.slice(0, -1)).toEqual([
      ...['-p', '2222', '-l', 'me', '-i', '/k', '-T', '-e', 'none', '-o', 'BatchMode=yes'],
      ...['-o', 'StrictHostKeyChecking=no', '--', 'host'],
    ]);
    expect(given.at(-1)).toContain("virt-ssh-helper -r '\\''qemu:///system'\\''");
    expect(given.at(-1)).toContain('/var/run/libvirt/libvirt-sock-ro');
  });

  test('quotes what the URI names for both shells', () => {
    const uri = parseURI(`qemu+ssh://host/system?socket=${encodeURIComponent("/a'b $(c)")}`);
    const command = sshCommand(uri, false, NO_CONFIG).at(-1)!;
    expect(command).not.toContain('virt-ssh-helper');
    // The inner quotes of sh -c '...' are those of '/a'\''b $(c)'.
    expect(command).toContain(String.raw`'\''/a'\''\'\'''\''b $(c)'\''`);
  });

  test.each([
    ['proxy=native&netcat=/nc', 'netcat path not valid'],
    ['proxy=tunnel', 'Unknown proxy type'],
  ])('refuses %s', (query, message) => {
    const uri = parseURI(`qemu+ssh://host/system?${query}`);
    expect(thrown(() => sshCommand(uri, false, NO_CONFIG))).toMatchObject({
      code: 8,
      message: expect.stringContaining(message) as string,
    });
  });
});

describe('CallQueue', () => {
  /** A call that notes when it is sent. */
  const calls = (queue: CallQueue, sent: string[]) => (name: string, duration: Duration) => {
    const call = { duration, send: () => sent.push(name) };
    queue.add(call);
    return call;
  };

  test('keeps one place of a daemon free, and one more from long calls', () => {
    const sent: string[] = [];
    const queue = new CallQueue();
    const add = calls(queue, sent);
    const long = ['a', 'b', 'c', 'd'].map((name) => add(name, LONG));
    add('e', ORDINARY);
    add('f', ORDINARY);
    add('g', SHORT);
    expect(sent).toEqual(['a', 'b', 'c', 'e', 'g']);
    queue.ended(long[0]!);
    expect(sent).toEqual(['a', 'b', 'c', 'e', 'g', 'd']);
    queue.ended(long[1]!);
    expect(sent.at(-1)).toBe('f');
  });

  test('sends 40,000 calls in order', () => {
    const sent: string[] = [];
    const queue = new CallQueue();
    const add = calls(queue, sent);
    const all = Array.from({ length: 40_000 }, (_, index) => add(String(index), ORDINARY));
    for (const call of all) queue.ended(call);
    expect(sent).toEqual(all.map((_, index) => String(index)));
  });

  test('lets nothing overtake an exclusive call', () => {
    const sent: string[] = [];
    const queue = new CallQueue();
    const add = calls(queue, sent);
    add('before', ORDINARY);
    const exclusive = add('exclusive', EXCLUSIVE);
    add('short', SHORT);
    const removed = add('removed', ORDINARY);
    add('ordinary', ORDINARY);
    expect(sent).toEqual(['before', 'exclusive']);
    expect(queue.remove(removed)).toBe(true);
    queue.ended(exclusive);
    expect(sent).toEqual(['before', 'exclusive', 'short', 'ordinary']);
  });
});

describe('scram', () => {
  /** The other side, as RFC 5802 describes it, for a user whose password is known. */
  const exchange = (password: string) => {
    const client = scram('sha256')({ name: 'us=er,', password });
    const first = client.first.toString();
    expect(first).toMatch(/^n,,n=us=3Der=2C,r=[^,]{32}$/);
    const nonce = first.split(',r=')[1]!;
    const challenge = `r=${nonce}more,s=${Buffer.from('salt').toString('base64')},i=4096`;
    const last = client.next(Buffer.from(challenge)).toString();
    return { client, last, nonce };
  };

  test('sends a proof and never the password', () => {
    const { last, nonce } = exchange('secret');
    expect(last.startsWith(`c=biws,r=${nonce}more,p=`)).toBe(true);
    expect(last).not.toContain('secret');
  });

  test('refuses a daemon that does not know the password, or says why', () => {
    const { client } = exchange('secret');
    const failed = { code: 45 };
    const final = `v=${Buffer.alloc(32).toString('base64')}`;
    expect(thrown(() => client.next(Buffer.from(final)))).toMatchObject(failed);
    expect(thrown(() => client.next(Buffer.from('e=other-error')))).toMatchObject({
      message: 'authentication failed: other-error',
    });
    expect(client.isProved()).toBe(false);
  });

  test.each([
    ["another client's nonce", 'r=other,s=c2FsdA==,i=4096'],
    ['no iterations', 'r=NONCEx,s=c2FsdA==,i=0'],
    ['too many iterations', 'r=NONCEx,s=c2FsdA==,i=99999999999'],
  ])('refuses a challenge with %s', (_, text) => {
    const client = scram('sha1')({ name: 'user', password: 'p' });
    const nonce = client.first.toString().split(',r=')[1]!;
    const challenge = text.replace('NONCE', nonce);
    expect(thrown(() => client.next(Buffer.from(challenge)))).toMatchObject({ code: 45 });
  });
});
