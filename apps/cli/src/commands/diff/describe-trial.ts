import type { Resource } from '@sluice/base/flow'
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import type { KubeObject } from '@sluice/kube/meta'
import { jsonOf } from '../../kinds/fields.ts'
import { findDifferences } from './find-differences.ts'
import { formatDifferences } from './format-differences.ts'
import { haveSameKeys, maskSecrets } from './mask-secrets.ts'
import type { Trial } from './trial.ts'

/** What a trial did, in lines of a report; empty where nothing would change. Values of Secrets are hidden. */
export function describeTrial(trial: Trial, resource: Resource): string {
  if (trial.type === 'created') return `► ${trial.subject} created\n`
  if (trial.type === 'skipped') return `► ${trial.subject} skipped\n`
  if (trial.type !== 'drifted') return ''
  let [before, after] = [shown(trial.live), shown(trial.object)]
  if (resource.kind === 'Secret') {
    if (isMasked(resource) && haveSameKeys(before, after)) return ''
    ;[before, after] = maskSecrets(before, after)
  }
  return `► ${trial.subject} drifted\n${formatDifferences(findDifferences(before, after))}`
}

/** The object without what changes with every write. */
function shown(object: KubeObject): JsonObject {
  const { managedFields: _, resourceVersion: __, ...metadata } = object.metadata
  const { status: ___, ...rest } = object
  return jsonOf({ ...rest, metadata } as KubeObject)
}

/** What SOPS encrypted is hidden by the build already, and cannot be compared. */
function isMasked(resource: Resource): boolean {
  const data = resource['data']
  const masks = ['**SOPS**', '{"mask":"**SOPS**"}'].map(text => Buffer.from(text).toString('base64'))
  return isJsonObject(data) && Object.values(data).some(value => masks.includes(String(value)))
}
