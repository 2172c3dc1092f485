import { YamlError } from '@sluice/yaml'
import { KustomizeError } from '../errors.ts'
import { parseResources } from './parse-resources.ts'

/** Makes sure that a text holds Kubernetes manifests and nothing else. @throws KustomizeError */
export function checkManifests(text: string): void {
  try {
    parseResources(text)
  } catch (error) {
    if (error instanceof YamlError)
      throw new KustomizeError(`MalformedYAMLError: ${error.message}`, { cause: error })
    throw error
  }
}
