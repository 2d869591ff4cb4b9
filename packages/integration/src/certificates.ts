import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './machines.js';

/** An authority that signs certificates, made for one test. */
export class Authority {
  readonly #directory: string;

  constructor(directory: string, name: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
    this.#make('ca', `cn = ${name}\nca\ncert_signing_key\n`, ['--generate-self-signed']);
  }

  get certificate(): string {
    return join(this.#directory, 'ca-cert.pem');
  }

  /** The paths of a certificate and its key, for a server with an address. */
  issueServer(name: string, address: string): { certificate: string; key: string } {
    const template = `cn = ${name}\nip_address = ${address}\ndns_name = ${name}\ntls_www_server\n`;
    return this.#issue(name, `${template}encryption_key\nsigning_key\n`);
  }

  /** A directory for `?pkipath=`, with a client's certificate. */
  issueClient(name: string, trusted = this.certificate): string {
    const template = `cn = ${name}\ntls_www_client\nencryption_key\nsigning_key\n`;
    const { certificate, key } = this.#issue(name, template);
    const directory = join(this.#directory, `pki-${name}`);
    mkdirSync(directory);
    run('cp', trusted, join(directory, 'cacert.pem'));
    run('cp', certificate, join(directory, 'clientcert.pem'));
    run('cp', key, join(directory, 'clientkey.pem'));
    return directory;
  }

  #issue(name: string, template: string): { certificate: string; key: string } {
    const authority = ['--load-ca-certificate', this.certificate];
    const signing = ['--load-ca-privkey', join(this.#directory, 'ca-key.pem')];
    return this.#make(name, template, ['--generate-certificate', ...authority, ...signing]);
  }

  #make(name: string, text: string, options: string[]): { certificate: string; key: string } {
    const path = (ending: string) => join(this.#directory, `${name}-${ending}`);
    const [template, key, certificate] = [path('template'), path('key.pem'), path('cert.pem')];
    writeFileSync(template, `${text}expiration_days = 2\n`);
    run('certtool', '--generate-privkey', '--key-type', 'rsa', '--bits', '2048', '--outfile', key);
    const files = ['--template', template, '--load-privkey', key, '--outfile', certificate];
    run('certtool', ...options, ...files);
    return { certificate, key };
  }
}
