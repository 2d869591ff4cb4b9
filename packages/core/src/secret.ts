import { native, type SecretHandle } from '@libvirt/native';
import type { Connect } from './connect.js';
import { attempt, settle, type CallOptions } from './call.js';
import { ErrorNumber, type SecretUsageType } from './generated/constants.js';
import { LibvirtObject } from './object.js';

/** A password or key that libvirt keeps for a volume, a storage pool and so on. */
export class Secret extends LibvirtObject<SecretHandle> {
  readonly #connect: Connect;

  /** Made by {@link Connect}. */
  constructor(connect: Connect, handle: SecretHandle) {
    super(ErrorNumber.INVALID_SECRET, native.virSecretFree, handle);
    this.#connect = connect;
  }

  // ---- What the handle knows --------------------------------------------------------------------

  /**
   * The connection to which the secret belongs.
   *
   * Since libvirt 0.7.1. C: `virSecretGetConnect`.
   */
  getConnect(): Connect {
    return this.#connect;
  }

  /**
   * The 16 bytes of the UUID. It does not wait.
   *
   * Since libvirt 0.7.1. C: `virSecretGetUUID`.
   */
  getUUID(): Uint8Array {
    return attempt(() => native.virSecretGetUUID(this.handle));
  }

  /**
   * The UUID as text. It does not wait.
   *
   * Since libvirt 0.7.1. C: `virSecretGetUUIDString`.
   */
  getUUIDString(): string {
    return attempt(() => native.virSecretGetUUIDString(this.handle));
  }

  /**
   * What kind of thing the secret is for. It does not wait.
   *
   * Since libvirt 0.7.1. C: `virSecretGetUsageType`.
   */
  getUsageType(): SecretUsageType {
    return attempt(() => native.virSecretGetUsageType(this.handle));
  }

  /**
   * Which thing of that kind it is for, such as the path of a volume; empty if it is for none. It
   * does not wait.
   *
   * Since libvirt 0.7.1. C: `virSecretGetUsageID`.
   */
  getUsageID(): string {
    return attempt(() => native.virSecretGetUsageID(this.handle));
  }

  protected override describe(): string {
    return `uuid: '${this.getUUIDString()}', usageID: '${this.getUsageID()}'`;
  }

  // ---- Its life ---------------------------------------------------------------------------------

  /**
   * The secret as XML, without its value.
   *
   * Since libvirt 0.7.1. C: `virSecretGetXMLDesc`.
   * @param flags none exist: 0
   */
  async getXMLDesc(flags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virSecretGetXMLDesc(this.handle, flags), options);
  }

  /**
   * The value. Many secrets are private: those give it to no one.
   *
   * Since libvirt 0.7.1. C: `virSecretGetValue`.
   * @param flags none exist: 0
   * @throws {LibvirtError} `VIR_ERR_NO_SECRET` if it has none yet
   */
  async getValue(flags = 0, options?: CallOptions): Promise<Uint8Array> {
    return await settle(() => native.virSecretGetValue(this.handle, flags), options);
  }

  /**
   * Sets the value.
   *
   * Since libvirt 0.7.1. C: `virSecretSetValue`.
   * @param value the value
   * @param flags none exist: 0
   */
  async setValue(value: Uint8Array, flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virSecretSetValue(this.handle, value, flags), options);
  }

  /**
   * Removes the secret and its value. The object stays.
   *
   * Since libvirt 0.7.1. C: `virSecretUndefine`.
   */
  async undefine(options?: CallOptions): Promise<void> {
    await settle(() => native.virSecretUndefine(this.handle), options);
  }
}
