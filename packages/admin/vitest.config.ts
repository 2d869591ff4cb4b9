import base from '../../vitest.base.js';

// With a build that leaves it out, there is but that to test.
const isLeftOut = process.env['LIBVIRT_TEST_WITHOUT']?.split(' ').includes('admin') ?? false;
const include = [isLeftOut ? 'test/left-out/*.test.ts' : 'test/*.test.ts'];

export default { ...base, test: { ...base.test, include } };
