/** What a client says it has seen: the uid, and where a whole object is not sent, the version. @module */
import type { JsonObject } from '@sluice/base/json'
import { conflict } from '../status/index.ts'
import { metaOf, stringAt } from './object.ts'
import type { WriteContext } from './write-context.ts'

/** What must be so before anything is made of the stored object; empty is no demand. */
export interface Preconditions {
  readonly uid?: string
  readonly resourceVersion?: string
}

/** Throws 409 unless the stored object is the one that was seen. */
export function requirePreconditions(
  context: WriteContext,
  name: string,
  old: JsonObject,
  { uid = '', resourceVersion = '' }: Preconditions,
): void {
  const problem = uidProblem(uid, old) ?? versionProblem(resourceVersion, old)
  if (problem) throw conflict(context.type, name, storageProblem(context, name, problem))
}

/** Why an object is not the one of a uid; undefined where it is, or none is asked for. */
export function uidProblem(uid: string, old: JsonObject): string | undefined {
  const actual = stringAt(metaOf(old), 'uid')
  if (uid === '' || uid === actual) return undefined
  return `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${actual}`
}

function versionProblem(version: string, old: JsonObject): string | undefined {
  const actual = stringAt(metaOf(old), 'resourceVersion')
  if (version === '' || version === actual) return undefined
  return `Precondition failed: ResourceVersion in precondition: ${version}, ResourceVersion in object meta: ${actual}`
}

/** Kinds that are kept under another name than their own. */
const folders: Readonly<Record<string, string>> = {
  endpoints: 'services/endpoints',
  'ingresses.networking.k8s.io': 'ingress',
  nodes: 'minions',
  replicationcontrollers: 'controllers',
  services: 'services/specs',
}

/** Groups of kinds that are kept under the name of their group. */
const withGroup = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io'])

/** The words of Kubernetes' storage, key and all; a dry run knows the key without its root. */
export function storageProblem(
  { type, namespace, dryRun }: WriteContext,
  name: string,
  problem: string,
): string {
  const folder = folders[type.storageKey] ?? type.plural
  const group = type.custom || withGroup.has(type.group) ? [type.group] : []
  const key = [...(dryRun ? [] : ['registry']), ...group, folder, ...(namespace ? [namespace] : []), name]
  return `StorageError: invalid object, Code: 4, Key: /${key.join('/')}, ResourceVersion: 0, AdditionalErrorMsg: ${problem}`
}
