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
import { formatImage, type ImageRef, parseImage } from './image-ref.ts'
import { compilePattern, PatternError } from './pattern.ts'
import type { Transformer } from './transformer.ts'
import { updateField } from './update-field.ts'

/** Applies one override to every image field. */
export function setImages(override: ImageOverride, fields: readonly FieldSpec[]): Transformer {
  const rewrite = rewriteFor(override)
  return resources => {
    for (const resource of resources.items) {
      if (resource.kind === 'CustomResourceDefinition') continue
      rewriteContainers(resource.object, rewrite)
      for (const field of fields) {
        updateField(resource, { ...field, create: false }, undefined, old => {
          if (!isScalar(old))
            throw new KustomizeError(`wrong Node Kind for  expected: ScalarNode was ${nodeKind(old)}`)
          return rewrite(scalarText(old))
        })
      }
    }
  }
}

/** kustomize: `containers` and `initContainers` hold images wherever they stand, in custom resources too. */
function rewriteContainers(value: Json, rewrite: (image: string) => string | undefined): void {
  if (Array.isArray(value)) for (const item of value) rewriteContainers(item, rewrite)
  if (!isMap(value)) return
  for (const [name, found] of Object.entries(value)) {
    rewriteContainers(found, rewrite)
    if ((name !== 'containers' && name !== 'initContainers') || !Array.isArray(found)) continue
    for (const container of found) {
      const image = isMap(container) ? member(container, 'image') : undefined
      if (isMap(container) && typeof image === 'string') container['image'] = rewrite(image) ?? image
    }
  }
}

function rewriteFor(override: ImageOverride): (image: string) => string | undefined {
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

/** kustomize: the name is a pattern, and one that does not compile matches nothing. */
function imageMatcher(name: string): (image: string) => boolean {
  try {
    return compilePattern(`^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`)
  } catch (error) {
    if (error instanceof PatternError) return () => false
    throw error
  }
}
