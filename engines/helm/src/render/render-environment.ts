import type { GoMap } from '@sluice/gotemplate'
import type { Warn } from '../chart/warning.ts'
import type { FunctionEnvironment } from '../functions/environment.ts'

/** What the templates of a chart are rendered with, besides values. */
export interface RenderEnvironment extends Omit<FunctionEnvironment, 'resolveHost'> {
  /**
   * `strict`: a missing key is an error. `lint`: `required` and `fail` only warn.
   */
  readonly mode?: 'strict' | 'lint'
  /** What a cluster has; without one, everything looked up is an empty map. */
  readonly lookup?: Lookup
  /** The address of a host, for `getHostByName`; without it there are none. */
  readonly findHost?: (name: string) => Promise<string>
  readonly limits?: RenderLimits
  readonly warn?: Warn
}

/** Finds an object, or a list of them if `name` is empty; an empty map if there is none. */
export type Lookup = (apiVersion: string, kind: string, namespace: string, name: string) => Promise<GoMap>

/** What templates may use up. */
export interface RenderLimits {
  /** Characters that one template may print. Default 256 Mi. */
  readonly characters?: number
  /** Milliseconds for all templates of a chart. Default five minutes. */
  readonly milliseconds?: number
}
