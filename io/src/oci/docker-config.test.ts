import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DockerConfigError, firstOf, parseDockerConfig } from './index.ts'

const auth = (text: string): string => Buffer.from(text).toString('base64')
const basic = (username: string, password: string) => ({ type: 'basic', username, password })
const config = (auths: object) => parseDockerConfig(JSON.stringify({ auths }))

const cases = [
  {
    does: 'decodes auth',
    auths: { 'r.example': { auth: auth('me:a:b') } },
    at: 'r.example/x',
    gives: basic('me', 'a:b'),
  },
  {
    does: 'takes a plain user',
    auths: { 'r.example': { username: 'me', password: 'pw' } },
    at: 'r.example/x',
    gives: basic('me', 'pw'),
  },
  {
    does: 'knows the old address of Docker Hub',
    auths: { 'https://index.docker.io/v1/': { auth: auth('me:pw') } },
    at: 'index.docker.io/library/x',
    gives: basic('me', 'pw'),
  },
  {
    does: 'prefers the longer path',
    auths: { 'r.example': { auth: auth('all:1') }, 'r.example/team': { auth: auth('team:2') } },
    at: 'r.example/team/app',
    gives: basic('team', '2'),
  },
  {
    does: 'knows identity tokens',
    auths: { 'r.example': { identitytoken: 't' } },
    at: 'r.example/x',
    gives: { type: 'identity', token: 't' },
  },
  {
    does: 'tells ports apart',
    auths: { 'r.example:5000': { auth: auth('me:pw') } },
    at: 'r.example/x',
    gives: undefined,
  },
]
for (const { does, auths, at, gives } of cases) {
  test(`parseDockerConfig() ${does}`, () => {
    const [registry = '', ...path] = at.split('/')
    assert.deepEqual(config(auths)({ registry, path: path.join('/') }), gives)
  })
}

test('parseDockerConfig() says what is wrong', () => {
  assert.throws(() => parseDockerConfig('{'), DockerConfigError)
  assert.throws(() => config({ 'r.example': { auth: auth('nocolon') } }), /auth field of 'r.example'/)
})

test('firstOf() asks each keychain in turn', () => {
  const keychain = firstOf([config({}), config({ 'r.example': { auth: auth('me:pw') } })])
  assert.deepEqual(keychain({ registry: 'r.example', path: 'x' }), basic('me', 'pw'))
})
