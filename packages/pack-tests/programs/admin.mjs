import { AdmConnect } from '@libvirt/admin';

await AdmConnect.open('libvirtd:///system?socket=/nowhere').catch(({ code }) => console.log(code));
