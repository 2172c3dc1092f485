/** What the kinds that keep Pods running share: selectors, templates, defaults. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../status/index.ts'
import { defaultPodTemplate } from '../pods/pod-defaults.ts'
import { podTemplateErrors, templateMetaErrors } from '../pods/pod-spec.ts'
import { nameWarnings, podWarnings } from '../pods/pod-warnings.ts'
import { type Draft, ensure } from '../values/draft.ts'
import { invalidStruct, sortedMap } from '../values/go-form.ts'
import { findObject, objectAt, textAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { isEmptySelector, matchesSelector, selectorErrors } from '../values/selector.ts'

/** Fills in the template of `spec.template`. */
export function defaultTemplate(draft: Draft): Draft {
  const spec = ensure(draft, 'spec')
  defaultPodTemplate(ensure(spec, 'template'))
  return spec
}

/** What is wrong with a selector that must be there and select something. */
export function* ownSelectorErrors(spec: JsonObject, kind: string): Generator<FieldError> {
  const selector = findObject(spec, 'selector')
  if (!selector) return yield required('spec.selector')
  yield* selectorErrors(selector, 'spec.selector')
  if (isEmptySelector(selector)) {
    yield selectorError(selector, `empty selector is invalid for ${kind}`)
  }
}

/** An error about the selector as a whole. */
export function selectorError(selector: JsonObject | undefined, why: string): FieldError {
  return selector
    ? invalidStruct('spec.selector', 'LabelSelector', selector, why)
    : invalid('spec.selector', null, why)
}

/** Whether a selector can be evaluated at all. */
export function isUsable(selector: JsonObject | undefined): boolean {
  return !selector || [...selectorErrors(selector, '')].length === 0
}

/** The template's labels match the selector; no selector matches nothing, an empty one all. */
export function* templateLabelErrors(spec: JsonObject): Generator<FieldError> {
  const selector = findObject(spec, 'selector')
  const labels = findObject(objectAt(objectAt(spec, 'template'), 'metadata'), 'labels')
  if (selector && matchesSelector(selector, labels ?? {})) return
  yield invalid(
    'spec.template.metadata.labels',
    labels ? sortedMap(labels) : null,
    '`selector` does not match template `labels`',
  )
}

/** What is wrong with a template whose Pods are replaced when they end. */
export function* lastingTemplateErrors(spec: JsonObject, kind: string): Generator<FieldError> {
  const template = objectAt(spec, 'template')
  yield* podTemplateErrors(template, 'spec.template')
  // Kubernetes looks at these twice.
  if (kind === 'StatefulSet') yield* templateMetaErrors(template, 'spec.template')
  const pod = objectAt(template, 'spec')
  const restart = textAt(pod, 'restartPolicy')
  if (restart !== 'Always') yield notSupported('spec.template.spec.restartPolicy', restart, ['Always'])
  if (pod['activeDeadlineSeconds'] !== undefined) {
    yield forbiddenField(
      'spec.template.spec.activeDeadlineSeconds',
      `activeDeadlineSeconds in ${kind} is not Supported`,
    )
  }
}

/** Warnings of the Pods that a new template makes. */
export function templateWarnings(object: JsonObject, old: JsonObject | undefined): readonly string[] {
  if (old && sameValue(object['spec'], old['spec'])) return []
  return podWarnings(objectAt(objectAt(object, 'spec'), 'template'), 'spec.template')
}

/** Those, and that of a new object's name, which its Pods begin with. */
export function namedTemplateWarnings(object: JsonObject, old: JsonObject | undefined): readonly string[] {
  return [...(old ? [] : nameWarnings(object)), ...templateWarnings(object, old)]
}
