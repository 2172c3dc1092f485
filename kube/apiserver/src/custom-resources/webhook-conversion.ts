/**
 * Conversion of custom resources by a webhook. Objects are values, so what one becomes in a version is asked once
 * and kept as long as the object; reading stays synchronous for those who asked ahead.
 * @module
 */
import { randomUUID } from 'node:crypto'
import { formatJson, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { prune } from '@sluice/openapi'
import { readAnswer } from '../outbound/answer-problem.ts'
import { endpointOf } from '../outbound/endpoint.ts'
import { CallFailed, post } from '../outbound/post.ts'
import type { Services } from '../server/services.ts'
import { internal } from '../status/index.ts'
import { listAt, metaOf, objectAt, stringAt, stringsAt, withMeta } from '../verbs/object.ts'
import type { Definition } from './definition.ts'

const timeoutSeconds = 30
const spoken = ['v1', 'v1beta1']

/** An answer of the webhook that cannot be used. */
class Unusable extends Error {}

/** The webhook of one definition, and what it made of objects. */
export class WebhookConversion {
  readonly #definition: Definition
  readonly #services: Services
  readonly #made = new WeakMap<JsonObject, Map<string, JsonObject>>()

  constructor(definition: Definition, services: Services) {
    this.#definition = definition
    this.#services = services
  }

  /** What an object became; it was asked for before. */
  converted(object: JsonObject, apiVersion: string): JsonObject {
    const known = this.#made.get(object)?.get(apiVersion)
    if (known) return known
    throw internal(
      `conversion webhook for ${this.#kindOf(object)} failed: the object was not converted in time`,
    )
  }

  /** Asks for the objects in a version; those that are in it already, or were asked for, cost nothing. */
  async convert(objects: readonly JsonObject[], apiVersion: string): Promise<void> {
    const open = objects.filter(
      each => each['apiVersion'] !== apiVersion && !this.#made.get(each)?.has(apiVersion),
    )
    const [first] = open
    if (!first) return
    const found = await this.#ask(first, open, apiVersion)
    open.forEach((object, i) => {
      const made = this.#checked(object, found[i], apiVersion, open.length > 1 ? i : undefined)
      const known = this.#made.get(object) ?? new Map<string, JsonObject>()
      known.set(apiVersion, this.#fitted(made, apiVersion))
      this.#made.set(object, known)
    })
  }

  #kindOf(object: JsonObject): string {
    return `${stringAt(object, 'apiVersion')}, Kind=${this.#definition.names.kind}`
  }

  async #ask(
    first: JsonObject,
    objects: readonly JsonObject[],
    apiVersion: string,
  ): Promise<readonly JsonValue[]> {
    const about = `conversion webhook for ${this.#kindOf(first)}`
    let found: readonly JsonValue[]
    try {
      found = await this.#call(objects, apiVersion)
    } catch (error) {
      if (!(error instanceof Unusable) && !(error instanceof CallFailed)) throw error
      throw internal(`${about} failed: ${error.message}`)
    }
    if (found.length !== objects.length) {
      throw internal(`${about} returned ${found.length} objects, expected ${objects.length}`)
    }
    return found
  }

  async #call(objects: readonly JsonObject[], desiredAPIVersion: string): Promise<readonly JsonValue[]> {
    const webhook = this.#definition.conversionWebhook ?? {}
    const version = stringsAt(webhook, 'conversionReviewVersions').find(each => spoken.includes(each))
    if (version === undefined) throw new Unusable('no supported conversion review versions')
    const uid = randomUUID()
    const body = formatJson({
      kind: 'ConversionReview',
      apiVersion: `apiextensions.k8s.io/${version}`,
      request: { uid, desiredAPIVersion, objects },
      response: { uid: '', convertedObjects: null, result: { metadata: {} } },
    })
    const endpoint = endpointOf(objectAt(webhook, 'clientConfig'), this.#services)
    const read = readAnswer(await post({ endpoint, body, timeoutSeconds }))
    if (read.type === 'problem') throw new Unusable(read.message)
    return convertedObjects(read.object, version, uid)
  }

  /** What came back for an object is the same object, in the version that was asked for. */
  #checked(
    object: JsonObject,
    found: JsonValue | undefined,
    apiVersion: string,
    index: number | undefined,
  ): JsonObject {
    const about = `conversion webhook for ${this.#kindOf(object)} returned invalid`
    const what = index === undefined ? 'object at index 0' : `converted object at index ${index}`
    if (!isJsonObject(found)) throw internal(`${about} ${what}: no object`)
    const its = stringAt(found, 'apiVersion')
    if (its !== apiVersion) {
      throw internal(`${about} ${what}: invalid groupVersion (expected ${apiVersion}, received ${its})`)
    }
    const { kind } = this.#definition.names
    const itsKind = stringAt(found, 'kind')
    if (itsKind !== kind) {
      throw internal(`${about} ${what}: invalid kind (expected ${kind}, received ${itsKind})`)
    }
    const changed = changedIdentity(object, found)
    if (changed) throw internal(`${about} ${index === undefined ? 'object' : what}: ${changed}`)
    if (!isJsonObject(found['metadata'])) {
      throw internal(`${about} metadata: missing metadata in converted object`)
    }
    return restoredMeta(object, found)
  }

  /** Webhooks may return what the version does not know; it goes. */
  #fitted(object: JsonObject, apiVersion: string): JsonObject {
    const { group, versions } = this.#definition
    const schema = versions.find(each => `${group}/${each.name}` === apiVersion)?.schema ?? {}
    return prune(object, schema, { isResource: true }).value
  }
}

function convertedObjects(review: JsonObject, version: string, uid: string): readonly JsonValue[] {
  const response = review['response']
  if (version === 'v1') {
    const wanted = 'apiextensions.k8s.io/v1, Kind=ConversionReview'
    const its = `${stringAt(review, 'apiVersion')}, Kind=${stringAt(review, 'kind')}`
    if (its !== wanted) throw new Unusable(`expected webhook response of ${wanted}, got ${its}`)
  }
  if (!isJsonObject(response)) throw new Unusable('no response provided')
  const given = stringAt(response, 'uid')
  if (version === 'v1' && given !== uid) {
    throw new Unusable(`expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(given)}`)
  }
  const result = objectAt(response, 'result')
  const status = stringAt(result, 'status')
  if (status !== 'Success') {
    throw new Unusable(stringAt(result, 'message') || `response.result.status was '${status}', not 'Success'`)
  }
  return listAt(response, 'convertedObjects')
}

function changedIdentity(object: JsonObject, found: JsonObject): string | undefined {
  const [before, after] = [metaOf(object), metaOf(found)]
  const fields = [
    ['name', 'name'],
    ['namespace', 'namespace'],
    ['uid', 'UID'],
  ] as const
  for (const [field, shown] of fields) {
    const [was, is] = [stringAt(before, field), stringAt(after, field)]
    if (was !== is) return `must have the same ${shown}: ${was} != ${is}`
  }
  return undefined
}

/** Of the metadata a webhook may change labels and annotations only. */
function restoredMeta(object: JsonObject, found: JsonObject): JsonObject {
  const { labels, annotations } = metaOf(found)
  return withMeta({ ...found, metadata: metaOf(object) }, { labels, annotations })
}
