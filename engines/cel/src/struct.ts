import { equalValues, Opaque, type Value } from './values.ts'

/** A message that an expression made: `Name{field: value}`. */
export class CelStruct extends Opaque {
  readonly typeName: string
  readonly fields: ReadonlyMap<string, Value>

  constructor(typeName: string, fields: ReadonlyMap<string, Value>) {
    super()
    this.typeName = typeName
    this.fields = fields
  }

  equals(other: Opaque): boolean {
    if (!(other instanceof CelStruct) || other.fields.size !== this.fields.size) return false
    for (const [name, value] of this.fields) {
      const its = other.fields.get(name)
      if (its === undefined || !equalValues(value, its)) return false
    }
    return true
  }
}
