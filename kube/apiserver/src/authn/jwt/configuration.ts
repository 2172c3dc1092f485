/** AuthenticationConfiguration: which issuers' tokens are good, and who needs none. @module */
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { parseYaml, YamlError } from '@sluice/yaml'
import { decodeTyped, TypeMismatch } from '../../decode/index.ts'
import { errorText, type FieldError } from '../../status/index.ts'
import { findObject, objectsAt, textAt } from '../../strategy/values/read.ts'
import type { AnonymousAccess } from '../user.ts'
import { configurationErrors } from './configuration-errors.ts'
import { configurationSchema } from './configuration-schema.ts'

/** A configuration that cannot be used; the message says all that is wrong with it. */
export class BadConfiguration extends Error {
  constructor(why: string) {
    super(`cannot use the AuthenticationConfiguration: ${why}`)
    this.name = 'BadConfiguration'
  }
}

export interface AuthenticationConfiguration {
  /** What each issuer's tokens are worth, as in the file, checked. */
  readonly issuers: readonly JsonObject[]
  readonly anonymous?: AnonymousAccess
}

const group = 'apiserver.config.k8s.io'
const versions = ['v1', 'v1beta1', 'v1alpha1'].map(version => `${group}/${version}`)

/**
 * Reads the YAML or JSON of an AuthenticationConfiguration.
 * @param accountIssuer the issuer of ServiceAccount tokens, which no other may claim to be
 * @throws BadConfiguration
 */
export function readAuthenticationConfiguration(
  text: string,
  accountIssuer: string,
): AuthenticationConfiguration {
  const body = parsed(text)
  const [apiVersion, kind] = [textAt(body, 'apiVersion'), textAt(body, 'kind')]
  if (!versions.includes(apiVersion) || kind !== 'AuthenticationConfiguration') {
    throw new BadConfiguration(
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}, only 'AuthenticationConfiguration' of ${versions.join(', ')}`,
    )
  }
  const configuration = decoded(body)
  const errors: readonly FieldError[] = [...configurationErrors(configuration, accountIssuer)]
  if (errors.length > 0) throw new BadConfiguration(errors.map(errorText).join(', '))
  const anonymous = findObject(configuration, 'anonymous')
  return {
    issuers: objectsAt(configuration, 'jwt'),
    ...(anonymous ? { anonymous: anonymousAccess(anonymous) } : {}),
  }
}

function parsed(text: string): JsonObject {
  try {
    const [value, ...more] = parseYaml(text)
    if (isJsonObject(value) && more.length === 0) return value
    throw new BadConfiguration('it is not one YAML object')
  } catch (error) {
    if (error instanceof YamlError) throw new BadConfiguration(error.message)
    throw error
  }
}

function decoded(body: JsonObject): JsonObject {
  try {
    const { object, unknown } = decodeTyped(body, configurationSchema, 'AuthenticationConfiguration')
    if (unknown.length === 0) return object
    const list = unknown.map(path => `unknown field ${JSON.stringify(path)}`).join(', ')
    throw new BadConfiguration(`strict decoding error: ${list}`)
  } catch (error) {
    if (error instanceof TypeMismatch) throw new BadConfiguration(error.message)
    throw error
  }
}

function anonymousAccess(anonymous: JsonObject): AnonymousAccess {
  const conditions = objectsAt(anonymous, 'conditions')
  return {
    enabled: anonymous['enabled'] === true,
    ...(conditions.length > 0 ? { paths: conditions.map(condition => textAt(condition, 'path')) } : {}),
  }
}
