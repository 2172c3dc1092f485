/** ControllerRevisions. @module */
import { invalid, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { immutable } from '../values/immutable.ts'
import { numberAt } from '../values/read.ts'

/** A snapshot that never changes; only its number may. */
export const controllerRevisionStrategy: Strategy = defineKind({
  errors: function* (object) {
    const revision = numberAt(object, 'revision') ?? 0
    if (revision < 0) yield invalid('revision', revision, 'must be greater than or equal to 0')
  },
  createErrors: function* (object) {
    if (object['data'] === undefined || object['data'] === null) yield required('data', 'data is mandatory')
  },
  updateErrors: (object, old) => immutable(object, old, 'data', ''),
})
