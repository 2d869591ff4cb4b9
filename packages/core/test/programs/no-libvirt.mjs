// Importing works; the first call rejects with what is missing.
import { Connect, LibraryNotFoundError, LibvirtError } from '@libvirt/core';

try {
  await Connect.open('test:///default');
} catch (error) {
  console.log(
    JSON.stringify({
      name: error.name,
      code: error.code,
      library: error.library,
      tried: error.tried,
      message: error.message,
      isError: error instanceof LibraryNotFoundError && error instanceof LibvirtError,
    }),
  );
}
