/**
 * The `images` field of a kustomization: rewrites container image references.
 *
 * Runs after patches, so that an image which a patch brings in is rewritten too.
 * @module
 */
import type { FieldSpec } from '../config/field-spec.ts'
import { KustomizeError } from '../errors.ts'
import type { ImageOverride } from '../load/kustomization.ts'
import { isMap, isScalar, type Json, member, nodeKind, scalarText } from '../resources/json.ts'
import { writtenText } from '../resources/spelling.ts'
import { formatImage, type ImageRef, parseImage } from './image-ref.ts'
import { compilePattern } from './pattern.ts'
import type { Transformer } from './transformer.ts'
import { updateField } from './update-field.ts'

type Rewrite = (image: string) => string | undefined

/** Applies one override to every image field. @throws KustomizeError for an image that is no text */
export function setImages(override: ImageOverride, fields: readonly FieldSpec[]): Transformer {
  const rewrite = rewriteFor(override)
  return resources => {
    for (const resource of resources.items) {
      if (resource.kind === 'CustomResourceDefinition') continue
      rewriteContainers(resource.object, rewrite)
      for (const field of fields) {
        updateField(resource, { ...field, create: false }, undefined, old => {
          checkScalar(old)
          return rewrite(scalarText(old))
        })
      }
    }
  }
}

/** kustomize: `containers` and `initContainers` hold images wherever they stand, in custom resources too. */
function rewriteContainers(value: Json, rewrite: Rewrite): void {
  if (Array.isArray(value)) for (const item of value) rewriteContainers(item, rewrite)
  if (!isMap(value)) return
  for (const [name, found] of Object.entries(value)) {
    rewriteContainers(found, rewrite)
    if ((name !== 'containers' && name !== 'initContainers') || !Array.isArray(found)) continue
    for (const container of found) if (container !== null) rewriteContainer(container, rewrite)
  }
}

function rewriteContainer(container: Json, rewrite: Rewrite): void {
  if (!isMap(container))
    throw new KustomizeError(`wrong node kind: expected MappingNode but got ${nodeKind(container)}`)
  const image = member(container, 'image')
  if (image === undefined || image === null) return
  checkScalar(image)
  const rewritten = rewrite(writtenText(container, 'image', image))
  if (rewritten !== undefined) container['image'] = rewritten
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

/** The name is a pattern. One that does not compile is an error as soon as there is an image to look at. */
function imageMatcher(name: string): (image: string) => boolean {
  let matches: ((image: string) => boolean) | undefined
  return image => {
    matches ??= compilePattern(`^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`)
    return matches(image)
  }
}
