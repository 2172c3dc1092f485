/** Messages that JSON shows as something other than an object. @module */

import { formatJson, isJsonObject, type JsonObject, type JsonValue, parseJson } from '@sluice/base/json'
import { WireError } from './wire-error.ts'

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1'
const extensions = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1'

interface Special {
  /** From the message's fields to the JSON value. */
  readonly fromWire: (fields: JsonObject) => JsonValue
  /** From the JSON value to the message's fields. */
  readonly toWire: (value: JsonValue) => JsonObject
}

const raw = (name: string): Special => ({
  fromWire: fields => {
    const bytes = fields[name]
    return typeof bytes === 'string' && bytes !== ''
      ? parseJson(Buffer.from(bytes, 'base64').toString('utf8'))
      : null
  },
  toWire: value => ({ [name]: Buffer.from(formatJson(value)).toString('base64') }),
})

/** Go's time that is none, and the years that text has room for, in milliseconds. */
const [zeroTime, firstYear, afterLastYear] = [-62_135_596_800_000, -62_167_219_200_000, 253_402_300_800_000]

const time = (digits: number): Special => ({
  fromWire: ({ seconds, nanos }) => {
    if (!seconds && !nanos) return null
    const milliseconds = Number(seconds ?? 0) * 1000
    if (milliseconds === zeroTime && !nanos) return null
    if (!(milliseconds >= firstYear && milliseconds < afterLastYear)) {
      throw new WireError('time: year outside of range [0,9999]')
    }
    const whole = new Date(milliseconds).toISOString().slice(0, 19)
    const fraction = String(Number(nanos ?? 0))
      .padStart(9, '0')
      .slice(0, digits)
    return digits > 0 ? `${whole}.${fraction}Z` : `${whole}Z`
  },
  toWire: value => {
    if (typeof value !== 'string') return {}
    const fraction = /\.(\d+)/.exec(value)?.[1] ?? ''
    return {
      seconds: Math.floor(Date.parse(value) / 1000),
      nanos: Number(fraction.padEnd(9, '0').slice(0, 9)),
    }
  },
})

const items: Special = {
  fromWire: fields => fields['items'] ?? [],
  toWire: value => ({ items: value }),
}

/** A schema, or something simpler in its place. */
const schemaOr = (other: string, isOther: (value: JsonValue) => boolean): Special => ({
  fromWire: fields => fields['schema'] ?? fields[other] ?? (other === 'allows' ? false : []),
  toWire: value =>
    isOther(value)
      ? { [other]: value }
      : other === 'allows'
        ? { allows: true, schema: value }
        : { schema: value },
})

const specials: Readonly<Record<string, Special>> = {
  [`${meta}.Time`]: time(0),
  [`${meta}.MicroTime`]: time(6),
  [`${meta}.FieldsV1`]: raw('Raw'),
  [`${meta}.Verbs`]: items,
  'io.k8s.api.authentication.v1.ExtraValue': items,
  'io.k8s.api.authorization.v1.ExtraValue': items,
  'io.k8s.api.certificates.v1.ExtraValue': items,
  'io.k8s.apimachinery.pkg.runtime.RawExtension': raw('raw'),
  [`${extensions}.JSON`]: raw('raw'),
  [`${extensions}.JSONSchemaPropsOrBool`]: schemaOr('allows', value => typeof value === 'boolean'),
  [`${extensions}.JSONSchemaPropsOrArray`]: schemaOr('jSONSchemas', Array.isArray),
  [`${extensions}.JSONSchemaPropsOrStringArray`]: schemaOr('property', Array.isArray),
  'io.k8s.apimachinery.pkg.api.resource.Quantity': {
    fromWire: fields => fields['string'] ?? '0',
    toWire: value => ({ string: String(value ?? '0') }),
  },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': {
    fromWire: ({ type, intVal, strVal }) => (Number(type ?? 0) === 1 ? (strVal ?? '') : (intVal ?? 0)),
    toWire: value =>
      typeof value === 'string'
        ? { type: 1, intVal: 0, strVal: value }
        : { type: 0, intVal: value, strVal: '' },
  },
}

/** How a message is shown in JSON, where not as an object. */
export function specialOf(message: string): Special | undefined {
  return specials[message]
}

/** The JSON object, if the value is one. */
export function objectOf(value: JsonValue): JsonObject {
  return isJsonObject(value) ? value : {}
}
