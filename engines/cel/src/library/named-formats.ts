import { hasFormat } from '../formats.ts'
import { global, type Library, member, text } from '../functions.ts'
import {
  dns1035Label,
  dns1123Label,
  dns1123Subdomain,
  labelValue,
  maskTrailingDash,
  qualifiedName,
} from '../names.ts'
import { listType, opaqueType, optionalType, stringType } from '../types.ts'
import { EvaluationError, Opaque, Optional, type Value } from '../values.ts'
import { requestUriProblem } from './urls.ts'

const formatType = opaqueType('kubernetes.NamedFormat')

class Format extends Opaque {
  readonly typeName = 'kubernetes.NamedFormat'
  readonly name: string
  readonly validate: (source: string) => readonly string[]

  constructor(name: string, validate: (source: string) => readonly string[]) {
    super()
    this.name = name
    this.validate = validate
  }

  equals(other: Opaque): boolean {
    return other instanceof Format && other.name === this.name
  }
}

const known =
  (format: string, problem: string) =>
  (source: string): readonly string[] =>
    hasFormat(format, source) ? [] : [problem]

function uri(source: string): readonly string[] {
  const problem = requestUriProblem(source)
  return problem === undefined ? [] : [problem]
}

const formats: Readonly<Record<string, (source: string) => readonly string[]>> = {
  dns1123Label,
  dns1123Subdomain,
  dns1035Label,
  qualifiedName,
  dns1123LabelPrefix: source => dns1123Label(maskTrailingDash(source)),
  dns1123SubdomainPrefix: source => dns1123Subdomain(maskTrailingDash(source)),
  dns1035LabelPrefix: source => dns1035Label(maskTrailingDash(source)),
  labelValue,
  uri,
  uuid: known('uuid', 'does not match the UUID format'),
  byte: known('byte', 'invalid base64'),
  date: known('date', 'invalid date'),
  datetime: known('datetime', 'invalid datetime'),
}

function named(name: Value | undefined): Value {
  const key = text(name)
  const validate = Object.hasOwn(formats, key) ? formats[key] : undefined
  return new Optional(validate ? new Format(key, validate) : undefined)
}

function validate(format: Value | undefined, source: Value | undefined): Value {
  if (!(format instanceof Format)) throw new EvaluationError('no such overload')
  const problems = format.validate(text(source))
  return new Optional(problems.length === 0 ? undefined : problems)
}

/** Kubernetes' named formats: `format.dns1123Label().validate('…')`. */
export const namedFormats: Library = {
  'format.named': [global('format-named', [stringType], optionalType(formatType), named)],
  validate: [
    member('format-validate', [formatType, stringType], optionalType(listType(stringType)), validate),
  ],
  ...Object.fromEntries(
    Object.entries(formats).map(([name, check]) => [
      `format.${name}`,
      [global(`format.${name}`, [], formatType, () => new Format(name, check))],
    ]),
  ),
}
