import { GoFunction, type GoMap, GoObject, goString, sortedKeys, withType } from '@sluice/gotemplate'
import { formatYaml } from '@sluice/yaml'
import type { ChartFile } from '../chart/chart.ts'
import { compileGlob } from './glob.ts'

/** The `.Files` object of templates. Reading a file that is not there gives an empty one. */
export class ChartFiles extends GoObject {
  readonly typeName = 'engine.files'
  readonly kind = 'map'
  readonly #files: Record<string, Uint8Array> = Object.create(null)
  readonly #map: GoMap

  constructor(files: readonly ChartFile[]) {
    super()
    for (const file of files) this.#files[file.name] = file.data
    this.#map = withType({ ...this.#files }, 'map[string][]uint8')
  }

  override underlying(): GoMap {
    return this.#map
  }

  override method(name: string): GoFunction | undefined {
    switch (name) {
      case 'Get':
        return new GoFunction(['string'], (path: string) => goString(this.#get(path)))
      case 'GetBytes':
        return new GoFunction(['string'], (path: string) => this.#get(path))
      case 'Glob':
        return new GoFunction(['string'], (pattern: string) => this.#glob(pattern))
      case 'Lines':
        return new GoFunction(['string'], (path: string) => this.#lines(path))
      case 'AsConfig':
        return new GoFunction([], () => this.#asYaml(textForYaml))
      case 'AsSecrets':
        return new GoFunction([], () => this.#asYaml(encodeBase64))
      default:
        return undefined
    }
  }

  print(): string {
    const entries = sortedKeys(this.#files).map(name => `${name}:[${this.#files[name]?.join(' ')}]`)
    return `map[${entries.join(' ')}]`
  }

  #get(path: string): Uint8Array {
    return this.#files[path] ?? new Uint8Array()
  }

  /** helm: a pattern that is none matches everything. */
  #glob(pattern: string): ChartFiles {
    const matches = compileGlob(pattern) ?? (() => true)
    const names = Object.keys(this.#files).filter(matches)
    return new ChartFiles(names.map(name => ({ name, data: this.#get(name) })))
  }

  #lines(path: string): string[] {
    const data = this.#files[path]
    if (data === undefined) return withType([], '[]string')
    // helm: an empty file has no last byte to look at.
    if (data.length === 0) throw new Error('runtime error: index out of range [-1]')
    return withType(goString(data).replace(/\n$/, '').split('\n'), '[]string')
  }

  /** A map from the names of files, without their folders, to their contents. */
  #asYaml(show: (data: Uint8Array) => string): string {
    const map: Record<string, string> = {}
    for (const path of Object.keys(this.#files))
      map[path.slice(path.lastIndexOf('/') + 1)] = show(this.#get(path))
    return formatYaml(map).replace(/\n$/, '')
  }
}

/** YAML holds no bytes that are not UTF-8. */
function textForYaml(data: Uint8Array): string {
  return goString(data).toWellFormed()
}

function encodeBase64(data: Uint8Array): string {
  let binary = ''
  for (let i = 0; i < data.length; i += 0x8000) binary += String.fromCharCode(...data.subarray(i, i + 0x8000))
  return btoa(binary)
}
