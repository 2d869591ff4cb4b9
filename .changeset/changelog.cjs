// A changelog is for users: what changed, without the hashes of commits, and without the versions
// of siblings, which are always the package's own.
exports.getReleaseLine = ({ summary }) => `- ${summary.trim().split('\n').join('\n  ')}`;
exports.getDependencyReleaseLine = () => '';
