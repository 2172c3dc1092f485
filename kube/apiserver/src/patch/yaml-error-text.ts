import type { YamlError } from '@sluice/yaml'

/** Where the words of the parser differ from those of Go's. */
const reasons: Readonly<Record<string, string>> = {
  'bad indentation of a mapping entry': 'mapping values are not allowed in this context',
  'tab characters must not be used in indentation': 'found character that cannot start any token',
  'end of the stream or a document separator is expected': 'did not find expected <document start>',
}

/** A syntax error as Go's YAML reader words it: the first line goes without saying. */
export function yamlErrorText({ reason, line }: YamlError): string {
  const where = line > 1 ? `line ${line}: ` : ''
  return `yaml: ${where}${reasons[reason] ?? reason}`
}
