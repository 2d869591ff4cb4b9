// What an unprivileged user runs: opens a URI, lists the domains, tries to define one, and prints
// how each of these ends.
import { Connect } from '@libvirt/core';

const [uri, how] = process.argv.slice(2);
const ending = (call) =>
  call.then(
    () => 'allowed',
    (error) => error.code ?? error.message,
  );

const opening = how === 'read-only' ? Connect.openReadOnly(uri) : Connect.open(uri);
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
