// Standard input has ended, so libvirt's own prompt gets no answer.
import { Connect } from '@libvirt/core';

try {
  await Connect.open(process.argv[2], { auth: 'console' });
} catch (error) {
  console.log(error.code);
}
