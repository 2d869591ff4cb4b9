'use strict';

// Loads libvirt on another thread while Node.js loads the rest of this package: the two take about
// equally long.
const { native } = require('@libvirt/native');
native.startLoading();
const api = require('./api.cjs');
native.finishLoading();

// Not `module.exports = require(...)`: for that form, Node.js would scan all of api.cjs for export
// names.
module.exports = api;
