/** Names of bytes: `<algorithm>:<hex>`. @module */
export { type DigestAlgorithm, digestOf, parseDigest } from './digest.ts'
