// Functions that are newer than the protocol that is known here: their arguments are checked, and they are
// refused.
import { flagBits, handle, optionalString, typedParameters } from '../arguments.js';
import { unsupported } from '../errors.js';
import { handles } from '../handles.js';
import { defineCalls } from '../loose.js';

export const newer = defineCalls({
  virDomainAnnounceInterface: (dom, device, params, flags) => {
    handle(handles.virDomain, 'dom', dom);
    optionalString('device', device);
    typedParameters('params', params, 16);
    flagBits('flags', flags);
    throw unsupported('call virDomainAnnounceInterface, which is newer than its protocol');
  },
});
