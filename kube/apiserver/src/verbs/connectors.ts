import { reviewSelf, reviewToken } from '../authn/reviews.ts'
import { requestToken } from '../authn/token-request.ts'
import { reviewAccess, reviewLocalAccess, reviewOwnAccess } from '../authz/reviews.ts'
import { reviewOwnRules } from '../authz/rules-review.ts'
import type { Answer } from '../http/answer.ts'
import type { ApiRequest } from './api-request.ts'
import { bind } from './subresources/binding.ts'
import { evict } from './subresources/eviction.ts'
import { podLog, podProxy, podStream } from './subresources/pod-streams.ts'
import { nodeProxy, serviceProxy } from './subresources/proxy.ts'
import { scale } from './subresources/scale.ts'

/** Answers requests to something that is not stored as it is sent: a review, a token, a scale, an eviction. */
export type Connector = (request: ApiRequest) => Promise<Answer>

/** By storage key (`bindings`), with the subresource (`pods/log`), or by subresource for all kinds (`*` first). */
export const connectors: Readonly<Record<string, Connector>> = {
  bindings: bind,
  'nodes/proxy': nodeProxy,
  'pods/attach': podStream,
  'pods/binding': bind,
  'pods/eviction': evict,
  'pods/exec': podStream,
  'pods/log': podLog,
  'pods/portforward': podStream,
  'pods/proxy': podProxy,
  'services/proxy': serviceProxy,
  'serviceaccounts/token': requestToken,
  'selfsubjectreviews.authentication.k8s.io': reviewSelf,
  'tokenreviews.authentication.k8s.io': reviewToken,
  'localsubjectaccessreviews.authorization.k8s.io': reviewLocalAccess,
  'selfsubjectaccessreviews.authorization.k8s.io': reviewOwnAccess,
  'selfsubjectrulesreviews.authorization.k8s.io': reviewOwnRules,
  'subjectaccessreviews.authorization.k8s.io': reviewAccess,
  '*/scale': scale,
}
