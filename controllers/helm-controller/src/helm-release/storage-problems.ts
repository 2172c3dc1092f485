/** How failures of Helm's storage are told. @module */
import { isAlreadyExists, KubeError } from '@sluice/kube/client'

/** helm: what storage was doing; a record that is there already was made by somebody at the same time. */
export function writeProblem(what: string): (error: unknown) => never {
  return error => {
    if (isAlreadyExists(error)) throw new AlreadyStored('release: already exists', { cause: error })
    throw new Error(`${what}: ${messageOf(error)}${isTooLarge(error) ? tooLarge : ''}`, { cause: error })
  }
}

/** A record of the version to be made is there. */
export class AlreadyStored extends Error {
  override readonly name = 'AlreadyStored'
}

/** helm: what a query of the records failed with. */
export function queryProblem(error: unknown): Error {
  return new Error(`query: failed to query with labels: ${messageOf(error)}`, { cause: error })
}

const tooLarge =
  ': the record holds the packed chart: leave files out of it with .helmignore, or split the chart'

/** A Secret holds a mebibyte, and etcd takes no larger request. */
function isTooLarge(error: unknown): boolean {
  if (!(error instanceof KubeError)) return false
  return (
    error.status.code === 413 || /Too long: may not be more than|request is too large/.test(error.message)
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
