import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Script, scriptOf } from './script.ts'
import { stageOf } from './stage.ts'

const script = (more: Partial<Script> = {}): Script => ({ ...scriptOf({}), ...more })
const pod = (restartPolicy: string) => ({ spec: { restartPolicy } })
const seen = (restartPolicy: string, age: number, more: Partial<Script> = {}) => {
  const { outcome, next } = stageOf(pod(restartPolicy), script(more), age)
  return [outcome.type, 'restarts' in outcome ? outcome.restarts : undefined, next]
}

test('stageOf() keeps a Pod starting until its time has come', () => {
  assert.deepEqual(seen('Always', 19), ['starting', undefined, 20])
  assert.deepEqual(seen('Always', 20), ['running', 0, undefined])
})

test('stageOf() lets a Pod end that is not to last', () => {
  assert.deepEqual(seen('Never', 69), ['running', 0, 70])
  assert.deepEqual(seen('Never', 70, { exitCode: 3 }), ['ended', undefined, undefined])
  assert.deepEqual(seen('OnFailure', 70), ['ended', undefined, undefined])
})

test('stageOf() starts again what ended badly and is to be restarted, later each time', () => {
  const bad = { exitCode: 1 }
  assert.deepEqual(seen('OnFailure', 69, bad), ['running', 0, 70])
  assert.deepEqual(seen('OnFailure', 70, bad), ['crashed', 0, 120])
  assert.deepEqual(seen('OnFailure', 120, bad), ['running', 1, 170])
  assert.deepEqual(seen('OnFailure', 170, bad), ['crashed', 1, 270])
})

test('stageOf() fails as it is told to', () => {
  assert.deepEqual(seen('Always', 30, { failure: 'NotReady' }), ['running', 0, undefined])
  assert.deepEqual(seen('Always', 30, { failure: 'OOMKilled' }), ['crashed', 3, undefined])
  assert.deepEqual(seen('Never', 30, { failure: 'ErrImagePull' }), ['waiting', undefined, undefined])
})
