import { list, texts } from '../../parser/flags.ts'

/** The flags that give values. */
export const valueFlags = {
  values: list('specify values in a YAML file or a URL (can specify multiple)', [], { short: 'f' }),
  set: texts('set values: key1=val1,key2=val2 (can specify multiple)'),
  'set-file': texts('set values from files: key1=path1,key2=path2 (can specify multiple)'),
  'set-json': texts('set JSON values: key1=jsonval1,key2=jsonval2, or a JSON object (can specify multiple)'),
  'set-literal': texts('set a literal STRING value'),
  'set-string': texts('set STRING values: key1=val1,key2=val2 (can specify multiple)'),
} as const
