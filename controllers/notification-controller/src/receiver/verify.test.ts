import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { verifyWebhook, WebhookRefused } from './verify.ts'

const body = '{"push_data":{},"repository":{},"action":"push","target":{},"repositoryName":"r"}'
const hmac = (algorithm: string, token = 'secret') => createHmac(algorithm, token).update(body).digest('hex')
const json = { 'content-type': 'application/json' }

const accepted = [
  { type: 'generic', headers: {} },
  { type: 'generic-hmac', headers: { 'x-signature': `sha256=${hmac('sha256')}` } },
  { type: 'generic-hmac', headers: { 'x-signature': `sha512=${hmac('sha512')}` } },
  {
    type: 'github',
    headers: { ...json, 'x-hub-signature-256': `sha256=${hmac('sha256')}`, 'x-github-event': 'PUSH' },
    events: ['push'],
  },
  { type: 'github', headers: { ...json, 'x-hub-signature': `sha1=${hmac('sha1')}` } },
  { type: 'gitlab', headers: { 'x-gitlab-token': 'secret' } },
  { type: 'harbor', headers: { authorization: 'secret' } },
  { type: 'nexus', headers: { 'x-nexus-webhook-signature': hmac('sha1') } },
  { type: 'dockerhub', headers: {} },
  { type: 'acr', headers: {} },
]
for (const { type, headers, events } of accepted) {
  test(`verifyWebhook() takes a ${type} request with ${Object.keys(headers).join(', ') || 'no header'}`, () => {
    verifyWebhook(type, { headers, body: Buffer.from(body) }, { token: 'secret', events: events ?? [] })
  })
}

const refused = [
  { does: 'a missing signature', type: 'generic-hmac', headers: {} },
  {
    does: 'a signature by another key',
    type: 'generic-hmac',
    headers: { 'x-signature': `sha256=${hmac('sha256', 'other')}` },
  },
  { does: 'an unknown algorithm', type: 'generic-hmac', headers: { 'x-signature': `md5=${hmac('md5')}` } },
  {
    does: 'a GitHub request without a content type',
    type: 'github',
    headers: { 'x-hub-signature-256': `sha256=${hmac('sha256')}` },
  },
  {
    does: 'an event that is not listed',
    type: 'gitlab',
    headers: { 'x-gitlab-token': 'secret', 'x-gitlab-event': 'Tag Push' },
    events: ['Push Hook'],
  },
  { does: 'a token with something behind it', type: 'harbor', headers: { authorization: 'secret2' } },
  { does: 'an empty token', type: 'gitlab', headers: { 'x-gitlab-token': '' }, token: '' },
  { does: 'a body without what the type promises', type: 'quay', headers: {} },
  { does: 'an unknown type', type: 'other', headers: {} },
]
for (const { does, type, headers, events, token } of refused) {
  test(`verifyWebhook() refuses ${does}`, () => {
    assert.throws(
      () =>
        verifyWebhook(
          type,
          { headers, body: Buffer.from(body) },
          { token: token ?? 'secret', events: events ?? [] },
        ),
      WebhookRefused,
    )
  })
}
