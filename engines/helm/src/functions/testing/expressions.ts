import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluate } from './evaluate.ts'

/** A test for each template: what it renders to. */
export function testExpressions(cases: readonly (readonly [template: string, gives: string])[]): void {
  for (const [template, gives] of cases) {
    test(`${template} gives ${gives}`, async () => assert.equal(await evaluate(template), gives))
  }
}

/** A test for each template: how it fails, after the place is named. */
export function testFailures(cases: readonly (readonly [template: string, message: string])[]): void {
  for (const [template, message] of cases) {
    test(`${template} fails: ${message}`, async () => {
      await assert.rejects(evaluate(template), (error: unknown) => {
        assert.ok(error instanceof Error)
        assert.equal(
          error.message.replace(/^.*? at <.*?>: (?=error|expected|wrong|cannot|can't)/s, ''),
          message,
        )
        return true
      })
    })
  }
}
