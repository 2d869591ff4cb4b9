// Opens a URI, lists the domains and tries to define one, as an unprivileged user, and prints the
// result of each.
import { Connect } from '@libvirt/core';

const [uri, mode] = process.argv.slice(2);
const ending = (call) =>
  call.then(
    () => 'allowed',
    (error) => error.code ?? error.message,
  );

const opening = mode === 'read-only' ? Connect.openReadOnly(uri) : Connect.open(uri);
const conn = await opening.catch((error) => error);
if (conn instanceof Error) {
  console.log(JSON.stringify({ open: conn.code }));
} else {
  const list = await ending(conn.listAllDomains());
  const define = await ending(
    conn
      .networkDefineXML('<network><name>integration-by-a-user</name></network>')
      .then((network) => network.undefine()),
  );
  await conn.close();
  console.log(JSON.stringify({ open: 'allowed', list, define }));
}
