// Ends with an error that nobody catches.
import { AdmConnect } from '@libvirt/admin';

await AdmConnect.open('nothing'); // the line
