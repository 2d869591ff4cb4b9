// Loads a binary again after it was removed from the cache of modules.
const path = process.argv[2];
const first = require(path);
delete require.cache[path];
console.log(require(path) === first);
