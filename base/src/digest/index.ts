/** Names of bytes: `<algorithm>:<hex>`. @module */
export { digestOf, type DigestAlgorithm, parseDigest } from './digest.ts'
