// Runs programs of `programs`, and knows their output.

/** Runs `tour.mjs`, and returns what it prints. */
export function tour(project, command, commandArguments, options) {
  const { stdout, stderr } = project.run(command, commandArguments, options);
  return { ...JSON.parse(stdout), stderr };
}

tour.expected = {
  events: ['SUSPENDED', 'RESUMED'],
  watched: 'test',
  types: ['bigint', 'bigint'],
  error: [true, 'VIR_ERR_NO_DOMAIN'],
  stack: true,
  wrong: 'TypeError',
  many: 1,
  stderr: '',
};
