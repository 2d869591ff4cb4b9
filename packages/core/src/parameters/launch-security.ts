import { DomainLaunchSecurityParameter } from '../generated/parameters.js';
import { fieldSet, type Fields } from './field-set.js';
import type { UnknownParameters } from './layout.js';

/** Launch measurement and settings of a guest with AMD SEV, which its owner verifies. */
export interface DomainLaunchSecurityParameters extends UnknownParameters {
  /** Launch measurement, in base64. Since libvirt 4.5.0. */
  readonly sevMeasurement?: string;
  /** Major version of the SEV firmware's API. Since libvirt 8.0.0. */
  readonly sevAPIMajor?: number;
  /** Minor version of the SEV firmware's API. Since libvirt 8.0.0. */
  readonly sevAPIMinor?: number;
  /** Build ID of the SEV firmware. Since libvirt 8.0.0. */
  readonly sevBuildID?: number;
  /** Policy of the guest, a bit mask. Since libvirt 8.0.0. */
  readonly sevPolicy?: number;
  /** Policy of an SEV-SNP guest, a bit mask. Since libvirt 10.5.0. */
  readonly sevSNPPolicy?: bigint;
}

/** `virDomainGetLaunchSecurityInfo`. */
export const domainLaunchSecurityParameters = fieldSet(
  (): Fields<DomainLaunchSecurityParameters> => ({
    sevMeasurement: [DomainLaunchSecurityParameter.SEV_MEASUREMENT, 'string'],
    sevAPIMajor: [DomainLaunchSecurityParameter.SEV_API_MAJOR, 'uint'],
    sevAPIMinor: [DomainLaunchSecurityParameter.SEV_API_MINOR, 'uint'],
    sevBuildID: [DomainLaunchSecurityParameter.SEV_BUILD_ID, 'uint'],
    sevPolicy: [DomainLaunchSecurityParameter.SEV_POLICY, 'uint'],
    sevSNPPolicy: [DomainLaunchSecurityParameter.SEV_SNP_POLICY, 'ullong'],
  }),
);

/**
 * Secret that the owner of an SEV guest injects after verifying the measurement. Since libvirt
 * 8.0.0.
 */
export interface DomainLaunchSecurityStateParameters {
  /** Encrypted secret, in base64. */
  readonly sevSecret?: string;
  /** Header that the firmware needs to decrypt the secret, in base64. */
  readonly sevSecretHeader?: string;
  /** Guest memory address at which to inject the secret. Default: chosen by the hypervisor. */
  readonly sevSecretSetAddress?: bigint | number;
}

/** `virDomainSetLaunchSecurityState`. */
export const domainLaunchSecurityStateParameters = fieldSet<DomainLaunchSecurityStateParameters>(
  () => ({
    sevSecret: [DomainLaunchSecurityParameter.SEV_SECRET, 'string'],
    sevSecretHeader: [DomainLaunchSecurityParameter.SEV_SECRET_HEADER, 'string'],
    sevSecretSetAddress: [DomainLaunchSecurityParameter.SEV_SECRET_SET_ADDRESS, 'ullong'],
  }),
);
