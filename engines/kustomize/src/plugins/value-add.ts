/**
 * The plugin ValueAddTransformer: puts one text into fields, or into paths that fields hold.
 * @module
 */

import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { parseYaml } from '@sluice/yaml'
import { splitPath } from '../config/field-spec.ts'
import { KustomizeError } from '../errors.ts'
import { checkShape } from '../load/check-shape.ts'
import type { Selector } from '../load/kustomization.ts'
import type { Loader } from '../load/loader.ts'
import { refusingYaml } from '../load/refusing-yaml.ts'
import { transformerPluginShape } from '../load/shapes.ts'
import { isMap, type JsonMap, member, nodeKind, scalarText, setMember } from '../resources/json.ts'
import type { BuildResource } from '../resources/resource.ts'
import { compileSelector } from '../transform/select.ts'
import { setNamespaceOf } from '../transform/set-namespace.ts'
import type { Transformer } from '../transform/transformer.ts'

interface AddTarget {
  readonly selector?: Selector
  readonly fieldPath?: string
  readonly filePathPosition?: number
}

/** The transformer of one configuration. @throws KustomizeError */
export function addValue(config: JsonObject, loader: Loader): Transformer {
  const value = text(config, 'value').trim() || (loader.shownDir.split('/').at(-1) ?? '')
  const targets = targetsOf(config, loader)
  if (targets.length === 0) throw new KustomizeError('must specify at least one target')
  for (const target of targets) check(target)
  return resources => {
    for (const target of targets) {
      const isMeant = target.selector ? compileSelector(target.selector) : () => true
      for (const resource of resources.items) if (isMeant(resource)) add(resource, target, value)
    }
    resources.idsChanged()
  }
}

function targetsOf(config: JsonObject, loader: Loader): readonly AddTarget[] {
  const path = text(config, 'targetFilePath')
  const [shared] = path === '' ? [] : refusingYaml(path, () => parseYaml(loader.read(path)))
  const more = shared === undefined ? undefined : checkShape(shared, transformerPluginShape, '', 'lenient')
  return [...listOf(config), ...(isJsonObject(more) ? listOf(more) : [])]
}

function listOf(config: JsonObject): readonly AddTarget[] {
  const targets = config['targets']
  return Array.isArray(targets) ? (targets.filter(isJsonObject) as readonly AddTarget[]) : []
}

function text(config: JsonObject, field: string): string {
  const value = config[field]
  return typeof value === 'string' ? value : ''
}

function check({ fieldPath, filePathPosition = 0 }: AddTarget): void {
  if (!fieldPath) throw new KustomizeError('fieldPath cannot be empty')
  if (filePathPosition < 0)
    throw new KustomizeError(`value of FilePathPosition (${filePathPosition}) cannot be negative`)
}

function add(
  resource: BuildResource,
  { fieldPath = '', filePathPosition = 0 }: AddTarget,
  value: string,
): void {
  if (fieldPath === 'metadata/namespace') {
    setNamespaceOf(resource, value)
    return
  }
  const steps = splitPath(fieldPath)
  const last = steps.pop() ?? ''
  let parent = resource.object
  for (const step of steps) parent = childOf(parent, step)
  const old = member(parent, last)
  if (old !== undefined && old !== null && typeof old === 'object')
    throw new KustomizeError(`wrong node kind: expected ScalarNode but got ${nodeKind(old)}`)
  setMember(parent, last, filePathPosition > 0 ? insertPart(scalarText(old), filePathPosition, value) : value)
}

function childOf(parent: JsonMap, step: string): JsonMap {
  const found = member(parent, step)
  if (isMap(found)) return found
  if (found !== undefined && found !== null)
    throw new KustomizeError(`wrong node kind: expected MappingNode but got ${nodeKind(found)}`)
  const made: JsonMap = {}
  setMember(parent, step, made)
  return made
}

/** Inserts a part before the `position`th of a path, or at its end; a leading slash stays. */
function insertPart(path: string, position: number, part: string): string {
  const parts = path.split('/').filter(Boolean)
  parts.splice(position - 1, 0, part)
  return (path.startsWith('/') ? '/' : '') + parts.join('/')
}
