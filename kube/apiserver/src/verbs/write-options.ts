import type { JsonObject } from '@sluice/base/json'
import { isPrintable } from '@sluice/openapi'
import { isTrue } from '../http/request-info.ts'
import type { FieldValidation } from '../patch/patch.ts'
import {
  type FieldError,
  forbiddenField,
  invalid,
  invalidObject,
  notSupported,
  required,
  tooLong,
} from '../status/index.ts'
import type { ApiRequest } from './api-request.ts'
import { type DeleteOptions, isPropagation, readDeleteOptions } from './delete.ts'
import { integerParameter } from './list-options.ts'
import { stringsAt } from './object.ts'
import type { WriteContext } from './write-context.ts'

type OptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions'

/** Checks the query of a write and makes its context. */
export function writeContext(request: ApiRequest, kind: OptionsKind, isApply = false): WriteContext {
  const { info, services, type, user, now, warn } = request
  const { query } = info
  const errors = optionErrors(query, kind, isApply)
  if (errors.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind }, '', errors)
  return {
    services,
    type,
    namespace: type.namespaced ? info.namespace : '',
    subresource: info.subresource,
    verb: info.verb,
    user,
    dryRun: query.has('dryRun'),
    fieldManager: query.get('fieldManager') || managerOf(request),
    fieldValidation: fieldValidationOf(query),
    now,
    warn,
  }
}

/** The longest name of a manager, in bytes. */
const managerLimit = 128

/** The User-Agent up to its first slash stands in for a manager: what is printable of it, as much as there is room for. */
function managerOf({ headers }: ApiRequest): string {
  // Header text arrives with one character for each byte.
  const text = Buffer.from(headers['user-agent'] ?? '', 'latin1').toString('utf8')
  let name = ''
  for (const char of text.split('/')[0] ?? '') {
    if (!isPrintable(char)) continue
    if (Buffer.byteLength(name + char) > managerLimit) break
    name += char
  }
  return name || 'unknown'
}

function fieldValidationOf(query: URLSearchParams): FieldValidation {
  const given = query.get('fieldValidation')
  return given === 'Strict' || given === 'Ignore' ? given : 'Warn'
}

function optionErrors(query: URLSearchParams, kind: OptionsKind, isApply: boolean): FieldError[] {
  const dryRun = dryRunErrors(query.getAll('dryRun'))
  if (kind === 'DeleteOptions') return dryRun
  const errors: FieldError[] = []
  const manager = query.get('fieldManager') ?? ''
  if (kind === 'PatchOptions' && isApply && manager === '') {
    errors.push(required('fieldManager', 'is required for apply patch'))
  }
  if (kind === 'PatchOptions' && !isApply && query.has('force')) {
    errors.push(forbiddenField('force', 'may not be specified for non-apply patch'))
  }
  if (Buffer.byteLength(manager) > 128) errors.push(tooLong('fieldManager', 128))
  const characters = [...manager]
  const unprintable = characters.findIndex(char => !/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(char))
  if (unprintable >= 0) {
    const code = (characters[unprintable]?.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    const why = `invalid character U+${code} (at position ${unprintable})`
    errors.push({ ...invalid('fieldManager', manager, why), shown: goQuoted(manager) })
  }
  errors.push(...dryRun)
  const validation = query.get('fieldValidation') ?? ''
  if (!['', 'Ignore', 'Strict', 'Warn'].includes(validation)) {
    errors.push(notSupported('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn']))
  }
  return errors
}

/** Go escapes control characters as `\\x00`. */
function goQuoted(text: string): string {
  return JSON.stringify(text).replace(/\\u00([0-9a-f]{2})/g, '\\x$1')
}

function dryRunErrors(values: readonly string[]): FieldError[] {
  if (values.length === 0 || values.every(value => value === 'All')) return []
  return [{ ...notSupported('dryRun', [...values], ['All']), shown: formatValues(values) }]
}

function formatValues(values: readonly string[]): string {
  return `[${values.map(value => JSON.stringify(value)).join(',')}]`
}

/** DeleteOptions of the body; only where there is none those of the query. */
export function deleteOptions({ info }: ApiRequest, body: JsonObject | undefined): DeleteOptions {
  if (body) requireDeleteOptions({ ...body, dryRun: [] })
  else requireDeleteOptions(queryAsOptions(info.query))
  return body ? readDeleteOptions(body) : queryDeleteOptions(info.query)
}

/** Throws 422 for options of a deletion that cannot be. */
export function requireDeleteOptions(options: JsonObject): void {
  const policy = options['propagationPolicy']
  const errors: FieldError[] = []
  if (typeof policy === 'string' && typeof options['orphanDependents'] === 'boolean') {
    const why = 'orphanDependents and deletionPropagation cannot be both set'
    errors.push(invalid('propagationPolicy', policy, why))
  }
  if (typeof policy === 'string' && !isPropagation(policy)) {
    errors.push(notSupported('propagationPolicy', policy, ['Foreground', 'Background', 'Orphan', 'nil']))
  }
  errors.push(...dryRunErrors(stringsAt(options, 'dryRun')))
  if (errors.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors)
}

function queryAsOptions(query: URLSearchParams): JsonObject {
  const [policy, orphan] = [query.get('propagationPolicy'), query.get('orphanDependents')]
  return {
    ...(policy === null ? {} : { propagationPolicy: policy }),
    ...(orphan === null ? {} : { orphanDependents: isTrue(orphan) }),
  }
}

function queryDeleteOptions(query: URLSearchParams): DeleteOptions {
  const policy = query.get('propagationPolicy')
  const orphan = query.get('orphanDependents')
  return {
    gracePeriodSeconds: integerParameter(query, 'gracePeriodSeconds'),
    propagationPolicy: isPropagation(policy) ? policy : undefined,
    orphanDependents: orphan === null ? undefined : isTrue(orphan),
  }
}

/** Whether a dry run was asked for in the body of a delete. */
export function bodyDryRun(body: JsonObject): boolean {
  const values = stringsAt(body, 'dryRun')
  const errors = dryRunErrors(values)
  if (errors.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors)
  return values.length > 0
}

/** What a client said about its write, as admission sees it. */
export function givenOptions({ info }: Pick<ApiRequest, 'info'>): JsonObject {
  const given = ['fieldManager', 'fieldValidation'].flatMap(name => {
    const value = info.query.get(name)
    return value ? [[name, value] as const] : []
  })
  return Object.fromEntries(given)
}
