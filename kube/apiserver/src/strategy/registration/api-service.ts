/** APIServices: which server answers for a group and version. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { objectAt, textAt } from '../values/read.ts'

/** Named `<version>.<group>`; an APIService without a service is this server's own, and available. */
export const apiServiceStrategy: Strategy = defineKind({
  tracksGeneration: false,
  nameErrors: () => [],
  onCreate: (draft, { now }) => {
    if (objectAt(draft, 'spec')['service'] !== undefined) return
    draft['status'] = {
      conditions: [
        {
          type: 'Available',
          status: 'True',
          lastTransitionTime: `${now.toISOString().slice(0, 19)}Z`,
          reason: 'Local',
          message: 'Local APIServices are always available',
        },
      ],
    }
  },
  errors: nameErrors,
})

function* nameErrors(object: JsonObject): Generator<FieldError> {
  const spec = objectAt(object, 'spec')
  const wanted = `${textAt(spec, 'version')}.${textAt(spec, 'group')}`
  const name = textAt(objectAt(object, 'metadata'), 'name')
  if (name !== wanted) {
    yield invalid('metadata.name', name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`)
  }
}
