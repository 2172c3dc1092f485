/** Tokens of issuers elsewhere, by an AuthenticationConfiguration. @module */
export { createJwtAuthenticator } from './authenticator.ts'
export { readAuthenticationConfiguration } from './configuration.ts'
