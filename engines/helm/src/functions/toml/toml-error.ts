/** A value that TOML has no form for, or a text that is no TOML. */
export class TomlError extends Error {}
