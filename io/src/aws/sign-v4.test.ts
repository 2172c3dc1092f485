import assert from 'node:assert/strict'
import { test } from 'node:test'
import { presignV4, signV4 } from './sign-v4.ts'

test('signV4() signs as Amazon documents it', () => {
  const headers = signV4(
    { accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    {
      method: 'GET',
      url: new URL('https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J'),
      service: 's3',
      region: 'us-east-1',
      now: new Date('2013-05-24T00:00:00Z'),
    },
  )
  assert.match(
    headers['authorization'] ?? '',
    /Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7$/,
  )
})

test('signV4() signs what other services ask, as Amazon documents it', () => {
  const headers = signV4(
    { accessKey: 'AKIDEXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
    {
      method: 'GET',
      url: new URL('https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08'),
      service: 'iam',
      region: 'us-east-1',
      now: new Date('2015-08-30T12:36:00Z'),
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    },
  )
  assert.match(
    headers['authorization'] ?? '',
    /Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7$/,
  )
})

test('presignV4() signs in the URL, as Amazon documents it for S3', () => {
  const url = presignV4(
    { accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: 'secret', sessionToken: 'session/token' },
    {
      method: 'GET',
      url: new URL('https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15'),
      service: 'sts',
      region: 'eu-west-1',
      now: new Date('2026-01-02T03:04:05Z'),
      headers: { 'x-k8s-aws-id': 'prod' },
    },
    900,
  )
  const query = url.searchParams
  assert.equal(query.get('X-Amz-Credential'), 'AKIAIOSFODNN7EXAMPLE/20260102/eu-west-1/sts/aws4_request')
  assert.equal(query.get('X-Amz-SignedHeaders'), 'host;x-k8s-aws-id')
  assert.equal(query.get('X-Amz-Security-Token'), 'session/token')
  assert.equal(query.get('X-Amz-Expires'), '900')
  assert.match(query.get('X-Amz-Signature') ?? '', /^[0-9a-f]{64}$/)
})
