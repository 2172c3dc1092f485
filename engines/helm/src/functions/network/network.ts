import { GoFunction } from '@sluice/gotemplate'
import type { FunctionEnvironment } from '../environment.ts'

/** Helm: a host's address is looked up only where the caller allows it. */
export function networkFunctions(environment: FunctionEnvironment) {
  return {
    getHostByName: new GoFunction(['string'], (name: string) => environment.resolveHost?.(name) ?? ''),
  }
}
