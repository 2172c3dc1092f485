/** Words that rules cannot use as names of fields. */
const reserved = new Set([
  'true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let',
  'loop', 'package', 'namespace', 'return', 'var', 'void', 'while',
]) // biome-ignore format: one word after the other

const replacements: Readonly<Record<string, string>> = {
  __: '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
}

/** The name of a property in rules; undefined where rules cannot name it. */
export function escapeName(name: string): string | undefined {
  if (reserved.has(name)) return `__${name}__`
  if (name === '' || /^\d/.test(name)) return undefined
  const escaped = name.replace(/__|[.\-/]/g, part => replacements[part] ?? part)
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(escaped) ? escaped : undefined
}

/** Whether a name is a word of the language: rules may also use it as it is, after a dot. */
export function isReserved(name: string): boolean {
  return reserved.has(name)
}
