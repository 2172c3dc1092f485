/** What Kubernetes' REST client says of an answer that is not the expected one. @module */
import { isJsonObject, type JsonObject, parseJson } from '@sluice/base/json'
import { parseYaml, YamlError } from '@sluice/yaml'
import { jsonProblem } from '../patch/json-body.ts'
import { textAt } from '../strategy/values/read.ts'
import type { PostResult } from './post.ts'

export type Read =
  | { readonly type: 'object'; readonly object: JsonObject }
  | { readonly type: 'problem'; readonly message: string }

/** Reads the object of an answer. */
export function readAnswer(answer: PostResult): Read {
  const status = statusOf(answer)
  if (status) return { type: 'problem', message: textAt(status, 'message') || 'unknown' }
  if (answer.status < 200 || answer.status > 206) return problem(refusalText(answer))
  if (answer.body === '') {
    const type = answer.contentType || 'application/json'
    return problem(`0-length response with status code: ${answer.status} and content type: ${type}`)
  }
  try {
    const value = parseJson(answer.body)
    if (isJsonObject(value)) return { type: 'object', object: value }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  const object = yamlObject(answer.body)
  return object ? { type: 'object', object } : problem(decodeProblem(answer.body))
}

/** What is no JSON may be YAML. */
function yamlObject(body: string): JsonObject | undefined {
  if (/^\s*[[{]/.test(body)) return undefined
  try {
    const value = parseYaml(body)
    return isJsonObject(value) ? value : undefined
  } catch (error) {
    if (error instanceof YamlError) return undefined
    throw error
  }
}

const problem = (message: string): Read => ({ type: 'problem', message })

/** A Status that tells of a failure is the error itself. */
function statusOf({ body }: PostResult): JsonObject | undefined {
  if (!body.includes('"Status"')) return undefined
  try {
    const value = parseJson(body)
    return isJsonObject(value) && value['kind'] === 'Status' && value['status'] !== 'Success'
      ? value
      : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function refusalText({ status, body }: PostResult): string {
  const text = body.slice(0, 2048).trim() || 'unknown'
  switch (status) {
    case 400:
      return 'the server rejected our request for an unknown reason'
    case 401:
      return 'the server has asked for the client to provide credentials'
    case 403:
      return text === 'unknown' ? 'unknown' : text
    case 404:
      return 'the server could not find the requested resource'
    case 405:
      return 'the server does not allow this method on the requested resource'
    case 409:
      return 'the server reported a conflict'
    case 422:
      return 'the server rejected our request due to an error in our request'
    case 429:
      return 'the server has received too many requests and has asked us to try again later'
    case 503:
      return 'the server is currently unable to handle the request'
    case 504:
      return 'the server was unable to return a response in the time allotted, but may still be processing the request'
    default:
      return status >= 500
        ? `an error on the server (${JSON.stringify(text)}) has prevented the request from succeeding`
        : `the server responded with the status code ${status} but did not return more information`
  }
}

const envelope =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

function decodeProblem(body: string): string {
  const text = body.trim()
  // What is no JSON is read as YAML, where any text is a string.
  const kind = text.startsWith('[') ? 'array' : text.startsWith('{') ? '' : 'string'
  const why = kind ? `json: cannot unmarshal ${kind} into Go value of type ${envelope}` : jsonProblem(body)
  return `couldn't get version/kind; json parse error: ${why}`
}
