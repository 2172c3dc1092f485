/** Accounts that list the Secrets their Pods may use: what a Pod uses besides. @module */
import type { JsonObject } from '@sluice/base/json'
import { findObject, objectAt, objectsAt, textAt } from '../strategy/values/read.ts'

const annotation = 'kubernetes.io/enforce-mountable-secrets'

/** Whether an account keeps its Pods to the Secrets it lists. */
export function enforcesSecrets(account: JsonObject): boolean {
  const value = textAt(objectAt(objectAt(account, 'metadata'), 'annotations'), annotation)
  return /^(1|t|T|true|TRUE|True)$/.test(value)
}

/** The first use of a Secret that the account does not list; undefined where there is none. */
export function unlistedSecret(spec: JsonObject, account: JsonObject): string | undefined {
  const listed = namesOf(account, 'secrets')
  const name = nameOf(account)
  for (const volume of objectsAt(spec, 'volumes')) {
    const secret = findObject(volume, 'secret')
    if (!secret || listed.has(textAt(secret, 'secretName'))) continue
    return `volume with secret.secretName="${textAt(secret, 'secretName')}" ${unlisted(name)}`
  }
  const inContainers =
    unlistedIn(objectsAt(spec, 'initContainers'), 'init container', account) ??
    unlistedIn(objectsAt(spec, 'containers'), 'container', account)
  if (inContainers !== undefined) return inContainers
  const pulls = namesOf(account, 'imagePullSecrets')
  for (const [i, secret] of objectsAt(spec, 'imagePullSecrets').entries()) {
    if (pulls.has(nameOfReference(secret))) continue
    return `imagePullSecrets[${i}].name="${nameOfReference(secret)}" is not allowed because service account ${name} does not reference that imagePullSecret`
  }
  return undefined
}

/** The same for what containers have in their environment. */
export function unlistedIn(
  containers: readonly JsonObject[],
  word: string,
  account: JsonObject,
): string | undefined {
  const listed = namesOf(account, 'secrets')
  for (const container of containers) {
    const who = `${word} ${textAt(container, 'name')} with`
    for (const variable of objectsAt(container, 'env')) {
      const secret = findObject(objectAt(variable, 'valueFrom'), 'secretKeyRef')
      if (!secret || listed.has(nameOfReference(secret))) continue
      return `${who} envVar ${textAt(variable, 'name')} referencing secret.secretName="${nameOfReference(secret)}" ${unlisted(nameOf(account))}`
    }
    for (const source of objectsAt(container, 'envFrom')) {
      const secret = findObject(source, 'secretRef')
      if (!secret || listed.has(nameOfReference(secret))) continue
      return `${who} envFrom referencing secret.secretName="${nameOfReference(secret)}" ${unlisted(nameOf(account))}`
    }
  }
  return undefined
}

const nameOfReference = (secret: JsonObject) => textAt(secret, 'name')
const nameOf = (object: JsonObject) => textAt(objectAt(object, 'metadata'), 'name')
const namesOf = (account: JsonObject, list: string) => new Set(objectsAt(account, list).map(nameOfReference))
const unlisted = (name: string) =>
  `is not allowed because service account ${name} does not reference that secret`
