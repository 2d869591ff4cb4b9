import description from '../../package.json' with { type: 'json' };

/** The version of this package. */
export const packageVersion = description.version;
