import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog, type LogOptions } from './log.ts'

function lines(options: Partial<LogOptions>, write: (log: ReturnType<typeof createLog>) => void): string[] {
  const written: string[] = []
  const now = () => new Date('2026-06-30T10:00:00Z')
  write(createLog({ write: line => written.push(line), now, ...options }))
  return written
}

test('createLog() writes a JSON line with level, time, message and the fields of the log', () => {
  const written = lines({}, log =>
    log.with({ controller: 'kustomize-controller' }).info('hello', { revision: 'r1' }),
  )
  assert.deepEqual(written, [
    '{"level":"info","ts":"2026-06-30T10:00:00.000Z","msg":"hello","controller":"kustomize-controller","revision":"r1"}',
  ])
})

test('createLog() writes nothing below its level', () => {
  assert.equal(lines({}, log => log.debug('quiet')).length, 0)
  assert.equal(lines({ level: 'debug' }, log => log.debug('loud')).length, 1)
})

test('createLog() tells an error, and where it came from only when asked for detail', () => {
  const [plain] = lines({}, log => log.error('broken', new Error('why')))
  assert.equal(plain, '{"level":"error","ts":"2026-06-30T10:00:00.000Z","msg":"broken","error":"why"}')
  const [detailed] = lines({ level: 'debug' }, log => log.error('broken', new Error('why')))
  assert.match(String(detailed), /"stacktrace":"Error: why/)
})

test('createLog() writes for people if told to', () => {
  const [line] = lines({ encoding: 'console' }, log => log.info('hello', { a: 1n }))
  assert.equal(line, '2026-06-30T10:00:00.000Z\tINFO\thello\t{"a":"1"}')
})
