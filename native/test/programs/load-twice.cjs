// A binary is loaded again once Node.js has forgotten that it was.
const path = process.argv[2];
const first = require(path);
delete require.cache[path];
console.log(require(path) === first);
