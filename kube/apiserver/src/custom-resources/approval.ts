/** Groups of the Kubernetes project need an annotation that says where they were approved. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, required } from '@sluice/openapi'
import { metaOf, objectAt, stringAt } from '../verbs/object.ts'

const annotation = 'api-approved.kubernetes.io'
const proposal = 'see https://github.com/kubernetes/enhancements/pull/1111'

/** Whether an approval is there, and what to say about it. */
export interface Approval {
  readonly state: 'Missing' | 'Invalid' | 'Approved' | 'Unapproved'
  readonly reason: string
}

/** The approval of a definition; undefined where its group needs none. */
export function approvalOf(definition: JsonObject): Approval | undefined {
  const group = stringAt(objectAt(definition, 'spec'), 'group')
  return /(^|\.)(k8s|kubernetes)\.io$/.test(group) ? approvalSaid(definition) : undefined
}

/** What the annotation says, whether one is needed or not. */
function approvalSaid(definition: JsonObject): Approval {
  const text = stringAt(objectAt(metaOf(definition), 'annotations'), annotation)
  const needed = `protected groups must have approval annotation "${annotation}"`
  if (text === '') return { state: 'Missing', reason: `${needed}, ${proposal}` }
  if (text.startsWith('unapproved')) {
    return { state: 'Unapproved', reason: `not approved: ${JSON.stringify(text)}` }
  }
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/\s]+/.test(text))
    return { state: 'Approved', reason: `approved in ${text}` }
  return {
    state: 'Invalid',
    reason: `${needed} with either a URL or a reason starting with "unapproved", ${proposal}`,
  }
}

/** An approval that an update leaves as it was is not looked at again. */
export function approvalErrors(definition: JsonObject, old: JsonObject | undefined): readonly FieldError[] {
  const approval = approvalOf(definition)
  if (!approval || (old && approvalSaid(old).state === approval.state)) return []
  const path = `metadata.annotations[${annotation}]`
  if (approval.state === 'Missing') return [required(path, approval.reason)]
  const text = stringAt(objectAt(metaOf(definition), 'annotations'), annotation)
  return approval.state === 'Invalid' ? [invalid(path, text, approval.reason)] : []
}
