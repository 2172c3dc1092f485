/**
 * The functions of a render: families that are loaded when a template names them, and those that work on the
 * templates themselves.
 * @module
 */
import { type FunctionMap, type FunctionSource, type GoFunction, Interruption } from '@sluice/gotemplate'
import type { FunctionEnvironment } from '../functions/environment.ts'
import { type FunctionFamily, functionFamily } from '../functions/families.ts'

/** Thrown where a template that was only just parsed (`tpl`) names a function that is not loaded yet. */
export class FamilyNeeded extends Interruption {
  override readonly name = 'FamilyNeeded'
}

/** Finds functions by name. */
export class TemplateFunctions implements FunctionSource {
  readonly #environment: FunctionEnvironment
  readonly #own: FunctionMap
  readonly #loaded = new Map<FunctionFamily, FunctionMap>()
  readonly #needed = new Set<FunctionFamily>()
  #asked = new Set<string>()

  /** `own` go before families. */
  constructor(environment: FunctionEnvironment, own: FunctionMap) {
    this.#environment = environment
    this.#own = own
  }

  has(name: string): boolean {
    if (Object.hasOwn(this.#own, name)) return true
    const family = functionFamily(name)
    if (!family) return false
    this.#needed.add(family)
    this.#asked.add(name)
    return true
  }

  /** Begins to note which functions of families are asked for; what is returned tells them. */
  listen(): () => ReadonlySet<string> {
    const asked = new Set<string>()
    this.#asked = asked
    return () => asked
  }

  find(name: string): GoFunction | undefined {
    if (Object.hasOwn(this.#own, name)) return this.#own[name]
    const family = functionFamily(name)
    if (!family) return undefined
    const functions = this.#loaded.get(family)
    if (functions) return functions[name]
    this.#needed.add(family)
    throw new FamilyNeeded(`function ${name} is not loaded`)
  }

  /** Loads what was asked for. */
  async load(): Promise<void> {
    const missing = [...this.#needed].filter(family => !this.#loaded.has(family))
    await Promise.all(
      missing.map(async family => {
        this.#loaded.set(family, await family.load(this.#environment))
      }),
    )
  }
}
