import type { GoFunction } from './go-function.ts'
import type { GoList, GoMap, GoValue } from './go-value.ts'
import type { Int } from './int.ts'

/** A Go value with named fields or methods, such as `.Chart`, `.Files` or a `time.Time`. Subclasses fill it. */
export abstract class GoObject {
  /** As `%T` prints it: `*semver.Version`. */
  abstract readonly typeName: string
  /** As `kindOf` prints it. */
  abstract readonly kind: 'struct' | 'ptr' | 'map' | 'slice' | 'int' | 'int64'

  /** The field's value, or undefined if there is no such field. */
  field(_name: string): GoValue | { readonly type: 'absent' } {
    return absent
  }

  /** The method, or undefined if there is none of this name. Methods win over fields, as in Go. */
  method(_name: string): GoFunction | undefined {
    return undefined
  }

  /** The list or map it is underneath (kinds `slice` and `map`), which `range`, `index`, `len` and the like use. */
  underlying(): GoList | GoMap | undefined {
    return undefined
  }

  /** The number it is underneath (kinds `int` and `int64`), which comparisons and `printf "%d"` use. */
  number(): Int | undefined {
    return undefined
  }

  /** What encoding/json writes for it: a struct's exported fields by their JSON names, or what a marshaller gives. */
  marshal(): GoValue {
    return this.underlying() ?? {}
  }

  /** As `%v` prints it; this is what `String()` or `Error()` gives where Go has one. */
  abstract print(): string

  /** As an action of its own (`{{ x }}`) prints it; differs where `String()` has a pointer receiver. */
  printAction(): string {
    return this.print()
  }
}

/** There is no field of this name: an error in a template, unlike a map's missing key. */
export const absent = { type: 'absent' } as const
