'use strict';

// The dynamic linker takes nearly as long for libvirt as Node.js does for the rest of this package.
const { native } = require('@libvirt/native');
native.startLoading();
const api = require('./api.cjs');
native.finishLoading();

// Whoever imports this would follow a `require` here, and look through all of the code for names.
module.exports = api;
