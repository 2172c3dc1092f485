import type { JsonObject, JsonValue } from '@sluice/base/json'
import { formatJson } from '@sluice/base/json'
import type { KubeObject } from '@sluice/kube/meta'
import { formatYaml } from '@sluice/yaml'
import { jsonOf } from '../../kinds/fields.ts'
import { rowOf } from '../../kinds/table.ts'
import type { GetContextLike } from './get-kind.ts'
import { isSelected, parseStatusSelector } from './status-selector.ts'

/** Prints objects as names, JSON or YAML: one by itself where one was asked for, else a list. */
export function printObjects(objects: readonly KubeObject[], context: GetContextLike): void {
  const selector = parseStatusSelector(context.flags['status-selector'])
  const selected = objects.filter(object => {
    const row = rowOf(object.kind)
    return !row || isSelected(row, object, selector)
  })
  if (context.flags.output === 'name') {
    context.out(selected.map(object => `${object.kind.toLowerCase()}/${object.metadata.name}\n`).join(''))
    return
  }
  const items = selected.map(withoutManagedFields)
  const [only] = items
  const isOne = context.args.length > 0 && items.length === 1 && only !== undefined
  const value: JsonValue = isOne ? only : { apiVersion: 'v1', kind: 'List', items }
  context.out(context.flags.output === 'json' ? `${formatJson(value, 2)}\n` : formatYaml(value))
}

function withoutManagedFields(object: KubeObject): JsonObject {
  const { managedFields: _, ...metadata } = object.metadata
  return jsonOf({ ...object, metadata })
}
