/** ServiceAccounts. @module */
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { children, type Draft } from '../values/draft.ts'

export const serviceAccountStrategy: Strategy = defineKind({
  deleteReturnsObject: true,
  onCreate: keepSecretNames,
  onUpdate: keepSecretNames,
})

/** Secrets are in the same namespace: a name says it all. */
function keepSecretNames(draft: Draft): void {
  const secrets = children(draft, 'secrets')
  if (secrets.length > 0) draft['secrets'] = secrets.map(({ name }) => (name === undefined ? {} : { name }))
}
