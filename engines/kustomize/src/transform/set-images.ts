/**
 * The `images` field of a kustomization: rewrites container image references.
 *
 * Runs after patches, so that an image which a patch brings in is rewritten too.
 * @module
 */
import type { FieldSpec } from '../config/field-spec.ts'
import { KustomizeError } from '../errors.ts'
import type { ImageOverride } from '../load/kustomization.ts'
import { isMap, isScalar, type Json, type JsonMap, member, nodeKind } from '../resources/json.ts'
import type { BuildResource } from '../resources/resource.ts'
import { writtenText } from '../resources/spelling.ts'
import { formatImage, type ImageRef, parseImage } from './image-ref.ts'
import { compilePattern } from './pattern.ts'
import type { Transformer } from './transformer.ts'
import { updateField } from './update-field.ts'

type Rewrite = (image: string) => string | undefined

/** Where an image stands. */
interface Place {
  readonly parent: JsonMap | Json[]
  readonly key: string | number
}

/** Applies overrides, one after the other, to every image field. @throws KustomizeError for an image that is no text */
export function setImages(overrides: readonly ImageOverride[], fields: readonly FieldSpec[]): Transformer {
  const rewrites = overrides.map(rewriteFor)
  return resources => {
    for (const resource of resources.items) {
      if (resource.kind === 'CustomResourceDefinition') continue
      // Where images stand does not depend on what they are: one look serves all overrides.
      const places: Place[] = []
      findContainers(resource.object, places)
      for (const field of fields) findField(resource, field, places)
      for (const rewrite of rewrites) for (const place of places) rewriteAt(place, rewrite)
    }
  }
}

/** kustomize: `containers` and `initContainers` hold images wherever they stand, in custom resources too. */
function findContainers(value: Json, places: Place[]): void {
  if (Array.isArray(value)) for (const item of value) findContainers(item, places)
  if (!isMap(value)) return
  for (const name in value) {
    const found = value[name]
    if (found === undefined || found === null || typeof found !== 'object') continue
    findContainers(found, places)
    if ((name !== 'containers' && name !== 'initContainers') || !Array.isArray(found)) continue
    for (const container of found) if (container !== null) findImage(container, places)
  }
}

function findImage(container: Json, places: Place[]): void {
  if (!isMap(container))
    throw new KustomizeError(`wrong node kind: expected MappingNode but got ${nodeKind(container)}`)
  const image = member(container, 'image')
  if (image === undefined || image === null) return
  checkScalar(image)
  places.push({ parent: container, key: 'image' })
}

function findField(resource: BuildResource, field: FieldSpec, places: Place[]): void {
  updateField(resource, field, undefined, (old, parent, key) => {
    checkScalar(old)
    places.push({ parent, key })
    return undefined
  })
}

function rewriteAt({ parent, key }: Place, rewrite: Rewrite): void {
  const image = Array.isArray(parent) ? parent[Number(key)] : parent[key]
  const rewritten = rewrite(writtenText(parent, key, image))
  if (rewritten === undefined) return
  if (Array.isArray(parent)) parent[Number(key)] = rewritten
  else parent[key] = rewritten
}

function checkScalar(image: Json | undefined): void {
  if (!isScalar(image))
    throw new KustomizeError(`wrong node kind: expected ScalarNode but got ${nodeKind(image)}`)
}

function rewriteFor(override: ImageOverride): Rewrite {
  const matches = imageMatcher(override.name)
  return image => (matches(image) ? formatImage(overridden(parseImage(image), override)) : undefined)
}

/** A new tag or digest replaces both: an old digest would otherwise outrank a new tag. */
function overridden(ref: ImageRef, { newName, newTag, digest, tagSuffix }: ImageOverride): ImageRef {
  const name = newName || ref.name
  if (newTag || digest) return { name, tag: newTag ?? '', digest: digest ?? '' }
  if (tagSuffix) return { name, tag: ref.tag + tagSuffix, digest: '' }
  return { ...ref, name }
}

const plainName = /^[\w./:@-]*$/
const rest = '(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$'

/** The name is a pattern. One that does not compile is an error as soon as there is an image to look at. */
function imageMatcher(name: string): (image: string) => boolean {
  // Nothing in a plain name can make JavaScript's engine go back and forth.
  if (plainName.test(name)) {
    const plain = new RegExp(`^${name}${rest}`)
    return image => plain.test(image)
  }
  let matches: ((image: string) => boolean) | undefined
  return image => {
    matches ??= compilePattern(`^${name}${rest}`)
    return matches(image)
  }
}
