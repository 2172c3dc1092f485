import { compareText, type Managed, managerKey, secondsOf } from './managed.ts'

/** More update managers than this are merged, the oldest first. */
const limit = 10

/** The name that stands for update managers of long ago. */
const bucketName = 'ancient-changes'

/** Bounds the number of update managers: the oldest of a version share one entry. */
export function capUpdateManagers(managed: Managed): Managed {
  const updaters = [...managed.fields].filter(([, owner]) => !owner.isApplied).map(([key]) => key)
  if (updaters.length <= limit) return managed
  const secondsFor = (key: string) => secondsOf(managed.times.get(key))
  updaters.sort((a, b) => secondsFor(a) - secondsFor(b) || compareText(a, b))
  const fields = new Map(managed.fields)
  const times = new Map(managed.times)
  const firstOfVersion = new Map<string, string>()
  let count = updaters.length
  for (const key of updaters) {
    if (count <= limit) break
    const owner = fields.get(key)
    if (!owner) continue
    const { apiVersion } = owner
    const first = firstOfVersion.get(apiVersion)
    if (first === undefined) {
      firstOfVersion.set(apiVersion, key)
      continue
    }
    const bucket = managerKey({ manager: bucketName, operation: 'Update', apiVersion })
    const start = fields.get(bucket) ?? fields.get(first)
    if (!fields.has(bucket)) fields.delete(first)
    fields.delete(key)
    fields.set(bucket, { ...owner, set: start ? owner.set.union(start.set) : owner.set })
    const time = managed.times.get(key)
    if (time === undefined) times.delete(bucket)
    else times.set(bucket, time)
    count--
  }
  return { fields, times }
}
