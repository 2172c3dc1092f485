/**
 * YAML as Kubernetes tools read and write it: text to JSON values, and back in the exact bytes that
 * Go's sigs.k8s.io/yaml writes.
 * @module
 */
export { type FormatYamlOptions, formatYaml, formatYamlDocuments } from './format-yaml.ts'
export type { DuplicateKey, ParseYamlOptions, Spelling } from './parse-options.ts'
export { parseYaml } from './parse-yaml.ts'
export type { Dialect } from './resolve-scalar.ts'
export { YamlError } from './yaml-error.ts'
