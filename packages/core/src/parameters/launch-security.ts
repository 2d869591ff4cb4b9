import { DomainLaunchSecurityParameter } from '../generated/parameters.js';
import { fieldSet, type Fields } from './field-set.js';
import type { UnknownParameters } from './layout.js';

/** What a guest that is encrypted by AMD's SEV was started with, to be checked by its owner. */
export interface DomainLaunchSecurityParameters extends UnknownParameters {
  /** The measurement of what was started, in base64. Since libvirt 4.5.0. */
  readonly sevMeasurement?: string;
  /** Major version of the firmware's API. Since libvirt 8.0.0. */
  readonly sevAPIMajor?: number;
  /** Minor version of the firmware's API. Since libvirt 8.0.0. */
  readonly sevAPIMinor?: number;
  /** The firmware's build. Since libvirt 8.0.0. */
  readonly sevBuildID?: number;
  /** The guest's policy. Since libvirt 8.0.0. */
  readonly sevPolicy?: number;
  /** The policy of a guest with SEV-SNP. Since libvirt 10.5.0. */
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

/** The secret that its owner gives a guest once the measurement is right. Since libvirt 8.0.0. */
export interface DomainLaunchSecurityStateParameters {
  /** The encrypted secret, in base64. */
  readonly sevSecret?: string;
  /** What the firmware needs to decrypt it, in base64. */
  readonly sevSecretHeader?: string;
  /** Where in the guest's memory the secret shall stand. Default: the hypervisor's choice. */
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
