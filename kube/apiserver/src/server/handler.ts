import { randomUUID } from 'node:crypto'
import type { Authenticator, Impersonator, UserInfo } from '../authn/index.ts'
import { type Attributes, type Authorizer, refusal } from '../authz/index.ts'
import type { Answer } from '../http/answer.ts'
import { BodyBudget, readBody } from '../http/body.ts'
import type { HttpHandler, HttpRequest, HttpResponse } from '../http/exchange.ts'
import { negotiate, negotiateError, type Representation, type Subject } from '../http/negotiate.ts'
import { parseRequestInfo, type RequestInfo } from '../http/request-info.ts'
import { requireTimeout } from '../http/request-timeout.ts'
import { errorAnswer, respond } from '../http/respond.ts'
import type { ResourceType } from '../kinds/index.ts'
import { ApiError, internalError, methodNotAllowed, noSuchResource, unauthorized } from '../status/index.ts'
import { dispatch } from '../verbs/dispatch.ts'
import type { NamedKind } from '../wire/index.ts'
import { answerNonResource } from './non-resource.ts'
import { malformedTarget, pageNotFound, unreadablePath } from './plain-answers.ts'
import type { Services } from './services.ts'

export interface HandlerDeps {
  readonly services: Services
  readonly authenticate: Authenticator
  readonly impersonate: Impersonator
  readonly authorize: Authorizer
}

interface ExchangeDeps extends HandlerDeps {
  readonly bodies: BodyBudget
}

const jsonOnly: Representation = { mediaType: 'application/json', pretty: false }

/** Answers every request: who asks, may they, what is there. */
export function createHandler(given: HandlerDeps): HttpHandler {
  const deps: ExchangeDeps = { ...given, bodies: new BodyBudget() }
  return (request, response) => {
    handle(deps, request, response).catch(error => {
      deps.services.log(`request failed: ${error instanceof Error ? (error.stack ?? error.message) : error}`)
      response.destroy()
    })
  }
}

async function handle(deps: ExchangeDeps, request: HttpRequest, response: HttpResponse): Promise<void> {
  const exchange = new Exchange(deps, request, response)
  response.setHeader('audit-id', headerText(request, 'audit-id') || randomUUID())
  response.setHeader('x-kubernetes-pf-flowschema-uid', flowSchema)
  response.setHeader('x-kubernetes-pf-prioritylevel-uid', flowSchema)
  try {
    await exchange.send(await exchange.answer())
  } catch (error) {
    if (response.headersSent) throw error
    await exchange.refuse(asApiError(deps.services, error))
  }
}

/** There is one flow schema and one priority level, those of everyone. */
const flowSchema = '5c1ce001-0000-4000-8000-000000000001'

function asApiError(services: Services, error: unknown): ApiError {
  if (error instanceof ApiError) return error
  services.log(`internal error: ${error instanceof Error ? (error.stack ?? error.message) : error}`)
  return internalError(error instanceof Error ? error.message : String(error))
}

class Exchange {
  readonly #deps: ExchangeDeps
  readonly #request: HttpRequest
  readonly #response: HttpResponse
  readonly #warnings: string[] = []
  readonly #now: Date
  #representation: Representation = jsonOnly
  #info: RequestInfo | undefined
  #type: ResourceType | undefined

  constructor(deps: ExchangeDeps, request: HttpRequest, response: HttpResponse) {
    this.#deps = deps
    this.#request = request
    this.#response = response
    this.#now = deps.services.now()
  }

  async answer(): Promise<Answer> {
    const { method, target } = this.#request
    const info = parseRequestInfo(method, target)
    if (!info) return malformedTarget
    this.#info = info
    if (namesVerbOnly(info)) return unreadablePath(target)
    requireTimeout(info)
    const user = await this.#impersonated(await this.#authenticated(info), info)
    await this.#authorized(user, info)
    if (!info.isResource) return this.#nonResource(info)
    return await this.#resource(user, info)
  }

  async send(answer: Answer): Promise<void> {
    this.#count(answer.type === 'stream' ? 200 : answer.code)
    await respond(this.#response, answer, {
      representation: this.#representation,
      includeObject: this.#info?.query.get('includeObject') ?? 'Metadata',
      warnings: [...new Set(this.#warnings)],
      acceptsGzip: /\bgzip\b/.test(headerText(this.#request, 'accept-encoding')),
      isHead: this.#request.method === 'HEAD',
      now: this.#now,
    })
  }

  async refuse(error: ApiError): Promise<void> {
    const pretty = isPretty(this.#info, this.#request)
    this.#representation = negotiateError(this.#request.headers.accept, pretty)
    await this.send(errorAnswer(error))
  }

  #count(code: number): void {
    if (!this.#info || !this.#type) return
    const { subresource } = this.#info
    const isKnown = this.#type.subresources.some(({ name }) => name === subresource)
    const isApply = headerText(this.#request, 'content-type').startsWith('application/apply-patch')
    const info = { ...this.#info, subresource: isKnown ? subresource : '' }
    this.#deps.services.requests.count(info, code, info.verb === 'patch' && isApply)
  }

  async #authenticated({ path }: RequestInfo): Promise<UserInfo> {
    const { socket, headers } = this.#request
    const warn = (text: string) => this.#warnings.push(text)
    const user = await this.#deps.authenticate({ headers, path, socket, warn })
    if (!user) throw unauthorized()
    return user
  }

  async #impersonated(requester: UserInfo, info: RequestInfo): Promise<UserInfo> {
    return await this.#deps.impersonate(requester, this.#request.headers, attributesOf(info))
  }

  async #authorized(user: UserInfo, info: RequestInfo): Promise<void> {
    const attributes = attributesOf(info)
    const { allowed, reason } = await this.#deps.authorize(user, attributes)
    if (!allowed) throw refusal(user, attributes, reason)
  }

  #nonResource(info: RequestInfo): Answer {
    const { headers } = this.#request
    const represent = () => (this.#representation = this.#negotiated(info, documentAt(info.path)))
    const answer = answerNonResource({
      info,
      represent,
      accept: headers.accept ?? '',
      ifNoneMatch: headers['if-none-match'] ?? '',
      host: headers.host ?? '',
      services: this.#deps.services,
    })
    if (answer?.type === 'object' && info.path !== '/') represent()
    return answer ?? pageNotFound
  }

  #negotiated(info: RequestInfo, subject: Subject, isCustom = false): Representation {
    const pretty = isPretty(info, this.#request)
    return negotiate(this.#request.headers.accept, { subject, isCustom, pretty })
  }

  async #resource(user: UserInfo, info: RequestInfo): Promise<Answer> {
    const { services } = this.#deps
    if (info.path.includes('//')) throw noSuchResource()
    const type = services.registry.find(info.group, info.version, info.resource)
    if (!type) {
      if (!services.registry.hasGroup(info.group)) return pageNotFound
      const isCustom = [...services.registry.all()].some(each => each.group === info.group && each.custom)
      if (isCustom) return pageNotFound
      throw noSuchResource()
    }
    this.#type = type
    const hasScope = info.namespace !== '' && info.resource !== 'namespaces'
    // All namespaces together can be read, and nothing else.
    const isAll = type.namespaced && !hasScope && info.name === ''
    const isRead = info.verb === 'list' || info.verb === 'watch'
    if (type.namespaced !== hasScope && !(isAll && isRead)) {
      if (type.custom) return pageNotFound
      throw isAll && type.verbs.includes('list') ? methodNotAllowed() : noSuchResource()
    }
    this.#representation = this.#negotiated(info, subjectOf(info), type.custom !== undefined)
    let body: Promise<string> | undefined
    return await dispatch({
      info: isWatchOfName(info),
      type,
      user,
      headers: this.#request.headers,
      representation: this.#representation,
      services,
      now: this.#now,
      body: () => (body ??= readBody(this.#request, bodyOf(type, info), this.#deps.bodies)),
      warn: text => this.#warnings.push(text),
      authorizeCreate: () => this.#authorized(user, { ...info, verb: 'create' }),
    })
  }
}

/** What the body of a request is expected to be. */
function bodyOf(type: ResourceType, { verb, subresource }: RequestInfo): NamedKind {
  if (verb.startsWith('delete')) return { apiVersion: 'v1', kind: 'DeleteOptions' }
  const own = type.subresources.find(each => each.name === subresource)
  if (!own?.version) return { apiVersion: type.apiVersion, kind: own?.kind ?? type.kind }
  return { apiVersion: own.group ? `${own.group}/${own.version}` : own.version, kind: own.kind }
}

function documentAt(path: string): Subject {
  if (path === '/version') return 'version'
  if (/^\/apis\/[^/]+\/?$/.test(path)) return 'group'
  return /^\/apis?\/?$/.test(path) ? 'groups' : 'discovery'
}

function subjectOf({ verb, subresource }: RequestInfo): Subject {
  if (subresource === 'log') return 'log'
  return verb === 'list' || verb === 'watch' ? verb : 'object'
}

/** `/api/v1/watch/…/<name>` is a watch of one object. */
function isWatchOfName(info: RequestInfo): RequestInfo {
  if (info.verb !== 'watch' || info.name === '') return info
  const query = new URLSearchParams(info.query)
  query.set('fieldSelector', `metadata.name=${info.name}`)
  return { ...info, name: '', query }
}

function namesVerbOnly({ resource, namespace, name }: RequestInfo): boolean {
  return (resource === 'watch' || resource === 'proxy') && namespace === '' && name === ''
}

function isPretty(info: RequestInfo | undefined, request: HttpRequest): boolean {
  const asked = info?.query.get('pretty')
  if (asked) return /^(1|t|T|TRUE|true|True)$/.test(asked)
  return /^(curl|Wget|Mozilla\/5\.0)/.test(headerText(request, 'user-agent'))
}

function headerText(request: HttpRequest, name: string): string {
  const value = request.headers[name]
  return Array.isArray(value) ? (value[0] ?? '') : (value ?? '')
}

function attributesOf(info: RequestInfo): Attributes {
  const { verb, isResource, path, group, version, resource, subresource, namespace } = info
  const named = /^metadata\.name=+([^,=!]+)$/.exec(info.query.get('fieldSelector') ?? '')?.[1] ?? ''
  const name = info.name || (['list', 'watch', 'deletecollection'].includes(verb) ? named : '')
  return { verb, isResource, path, group, version, resource, subresource, namespace, name }
}
