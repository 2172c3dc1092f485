/** PodTemplates. @module */

import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { ensure } from '../values/draft.ts'
import { objectAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { defaultPodTemplate } from './pod-defaults.ts'
import { podTemplateErrors } from './pod-spec.ts'
import { podWarnings } from './pod-warnings.ts'

/** PodTemplates: a template on its own. */
export const podTemplateStrategy: Strategy = defineKind({
  podSpec: ['template', 'spec'],
  deleteReturnsObject: true,
  defaults: draft => defaultPodTemplate(ensure(draft, 'template')),
  errors: object => podTemplateErrors(objectAt(object, 'template'), 'template'),
  warnings: (object, old) =>
    old && sameValue(object['template'], old['template'])
      ? []
      : podWarnings(objectAt(object, 'template'), 'template'),
})
