'use strict';

// The dynamic linker takes nearly as long for libvirt as Node.js does for the rest of this package.
const { native } = require('@libvirt/native');
native.startLoading();
const api = require('./api.cjs');
native.finishLoading();

// Were it one statement with `require`, Node.js would look through all of the code for names.
module.exports = api;
