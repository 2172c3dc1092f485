/** The fields of an AuthenticationConfiguration (apiserver.config.k8s.io). @module */
import type { BuiltInSchema } from '../../kinds/index.ts'

const text: BuiltInSchema = { type: 'string' }
const list = (items: BuiltInSchema): BuiltInSchema => ({ type: 'array', items })
const struct = (properties: Readonly<Record<string, BuiltInSchema>>): BuiltInSchema => ({
  type: 'object',
  properties,
})

/** An empty prefix is not the same as none. */
const mapping = struct({ claim: text, prefix: { type: 'string', pointer: true }, expression: text })

const issuer = struct({
  url: text,
  discoveryURL: text,
  certificateAuthority: text,
  audiences: list(text),
  audienceMatchPolicy: text,
  egressSelectorType: text,
})

const authenticator = struct({
  issuer,
  claimValidationRules: list(struct({ claim: text, requiredValue: text, expression: text, message: text })),
  claimMappings: struct({
    username: mapping,
    groups: mapping,
    uid: struct({ claim: text, expression: text }),
    extra: list(struct({ key: text, valueExpression: text })),
  }),
  userValidationRules: list(struct({ expression: text, message: text })),
})

/** The schema that a configuration is read by. */
export const configurationSchema: BuiltInSchema = struct({
  apiVersion: text,
  kind: text,
  jwt: list(authenticator),
  anonymous: struct({
    enabled: { type: 'boolean', pointer: true },
    conditions: list(struct({ path: text })),
  }),
})
