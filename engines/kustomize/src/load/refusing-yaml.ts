import { YamlError } from '@sluice/yaml'
import { KustomizeError } from '../errors.ts'

/** Reads YAML; what is none is told as of `where`. @throws KustomizeError */
export function refusingYaml<T>(where: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof YamlError) throw new KustomizeError(`${where}: ${error.message}`, { cause: error })
    throw error
  }
}
