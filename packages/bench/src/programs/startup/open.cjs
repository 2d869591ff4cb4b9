const { Connect } = require('@libvirt/core');

Connect.open('test:///default').then(() => process.exit());
