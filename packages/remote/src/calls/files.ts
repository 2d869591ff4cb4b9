// Calls that pass descriptors of files or sockets. Node.js cannot send them over a UNIX socket, so only the
// forms without any are possible.
import { array, flagBits, handle, int32, string, uint32 } from '../arguments.js';
import { unsupported } from '../errors.js';
import { generated } from '../generated/calls.js';
import { handles } from '../handles.js';
import { defineCalls } from '../loose.js';
import { domain } from './domain.js';

const files = (name: string, value: unknown) =>
  array(name, value).map((each, index) => int32(`${name}[${index}]`, each));

const domainOf = (name: string, value: unknown) => handle(handles.virDomain, name, value);

/** Refuses a call, after its arguments were checked. */
function refuse(name: string): never {
  throw unsupported(`pass file descriptors, as ${name} does`);
}

export const withFiles = defineCalls({
  virDomainCreateWithFiles: (domain_, files_, flags) => {
    domainOf('domain', domain_);
    const given = files('files', files_);
    flagBits('flags', flags);
    return given.length === 0
      ? domain.virDomainCreateWithFlags(domain_, flags)
      : refuse('virDomainCreateWithFiles');
  },
  virDomainCreateXMLWithFiles: (conn, xml, files_, flags) => {
    handle(handles.virConnect, 'conn', conn);
    string('xmlDesc', xml);
    const given = files('files', files_);
    flagBits('flags', flags);
    return given.length === 0
      ? generated.virDomainCreateXML(conn, xml, flags)
      : refuse('virDomainCreateXMLWithFiles');
  },
  virDomainOpenGraphics: (dom, idx, fd, flags) => {
    domainOf('dom', dom);
    uint32('idx', idx);
    int32('fd', fd);
    flagBits('flags', flags);
    return refuse('virDomainOpenGraphics');
  },
  virDomainOpenGraphicsFD: (dom, idx, flags) => {
    domainOf('dom', dom);
    uint32('idx', idx);
    flagBits('flags', flags);
    return refuse('virDomainOpenGraphicsFD');
  },
  virDomainFDAssociate: (dom, name, fds, flags) => {
    domainOf('domain', dom);
    string('name', name);
    files('fds', fds);
    flagBits('flags', flags);
    return refuse('virDomainFDAssociate');
  },
  virDomainQemuMonitorCommandWithFiles: (dom, cmd, files_, flags) => {
    domainOf('domain', dom);
    string('cmd', cmd);
    files('files', files_);
    flagBits('flags', flags);
    return refuse('virDomainQemuMonitorCommandWithFiles');
  },
  virDomainLxcOpenNamespace: (dom, flags) => {
    domainOf('domain', dom);
    flagBits('flags', flags);
    return refuse('virDomainLxcOpenNamespace');
  },
});
