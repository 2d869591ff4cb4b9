const { Connect } = require('@libvirt/core');

Connect.open('test:///default')
  .then((conn) => conn.listAllDomains())
  .then(([domain]) => domain.getName())
  .then(() => process.exit());
