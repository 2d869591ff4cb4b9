import { native, type SecretHandle } from '@libvirt/native';
import type { Connect } from './connect.js';
import { attempt, settle, type CallOptions } from './call.js';
import { ErrorNumber, type SecretUsageType } from './generated/constants.js';
import { LibvirtObject } from './object.js';

/**
 * A password or key that libvirt stores, for example for an encrypted volume or a Ceph pool.
 *
 * Arguments of the wrong type or range reject with a `TypeError` or `RangeError`. All methods that
 * return a promise can reject with these errors, besides those named at the method:
 * `VIR_ERR_INVALID_SECRET` once the object is freed, `VIR_ERR_NO_SECRET` when the secret no longer
 * exists, `VIR_ERR_NO_SUPPORT` when the driver has no secrets, `VIR_ERR_OPERATION_DENIED` on a
 * read-only connection for methods that change something or read the value.
 */
export class Secret extends LibvirtObject<SecretHandle> {
  readonly #connect: Connect;

  /** Called by {@link Connect}; use its lookup and define methods instead. */
  constructor(connect: Connect, handle: SecretHandle) {
    super(connect, ErrorNumber.INVALID_SECRET, native.virSecretFree, handle);
    this.#connect = connect;
  }

  /**
   * Returns the connection that the secret belongs to. Synchronous.
   *
   * Since libvirt 0.7.1. C: `virSecretGetConnect`.
   * @category Identity
   */
  getConnect(): Connect {
    return this.#connect;
  }

  /**
   * Returns the UUID as 16 bytes. Synchronous; reads the handle.
   *
   * Since libvirt 0.7.1. C: `virSecretGetUUID`.
   * @category Identity
   */
  getUUID(): Uint8Array {
    return attempt(() => native.virSecretGetUUID(this.handle));
  }

  /**
   * Returns the UUID as a string. Synchronous; reads the handle.
   *
   * Since libvirt 0.7.1. C: `virSecretGetUUIDString`.
   * @category Identity
   */
  getUUIDString(): string {
    return attempt(() => native.virSecretGetUUIDString(this.handle));
  }

  /**
   * Returns what kind of object the secret is for, one of {@link SecretUsageType}. Synchronous;
   * reads the handle.
   *
   * Since libvirt 0.7.1. C: `virSecretGetUsageType`.
   * @category Identity
   */
  getUsageType(): SecretUsageType {
    return attempt(() => native.virSecretGetUsageType(this.handle));
  }

  /**
   * Returns which object of that kind the secret is for, such as the path of a volume; an empty
   * string if it is for none in particular. Synchronous; reads the handle.
   *
   * Since libvirt 0.7.1. C: `virSecretGetUsageID`.
   * @category Identity
   */
  getUsageID(): string {
    return attempt(() => native.virSecretGetUsageID(this.handle));
  }

  protected override describe(): string {
    return `uuid: '${this.getUUIDString()}', usageID: '${this.getUsageID()}'`;
  }

  /**
   * Returns the secret's configuration as XML, without its value.
   *
   * Since libvirt 0.7.1. C: `virSecretGetXMLDesc`.
   * @param flags Unused; pass 0.
   * @see `SecretXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Configuration
   */
  async getXMLDesc(flags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virSecretGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Returns the value as bytes.
   *
   * Since libvirt 0.7.1. C: `virSecretGetValue`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_NO_SECRET` when no value has been set; `VIR_ERR_INVALID_SECRET`
   *   when the secret is private.
   * @category Value
   */
  async getValue(flags = 0, options?: CallOptions): Promise<Uint8Array> {
    return await settle(() => native.virSecretGetValue(this.handle, flags), options);
  }

  /**
   * Sets the value.
   *
   * Since libvirt 0.7.1. C: `virSecretSetValue`.
   * @param value The value, as bytes.
   * @param flags Unused; pass 0.
   * @category Value
   */
  async setValue(value: Uint8Array, flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virSecretSetValue(this.handle, value, flags), options);
  }

  /**
   * Removes the secret and its value. The object is not freed.
   *
   * Since libvirt 0.7.1. C: `virSecretUndefine`.
   * @category Lifecycle
   */
  async undefine(options?: CallOptions): Promise<void> {
    await settle(() => native.virSecretUndefine(this.handle), options);
  }
}
