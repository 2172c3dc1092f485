/** ServiceAccounts. @module */
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'

export const serviceAccountStrategy: Strategy = defineKind({ deleteReturnsObject: true })
