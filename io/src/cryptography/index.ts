/**
 * Keys, signatures and ciphers of the platform, in the form engines ask for.
 * @module
 */
export { nodeCryptography } from './node-cryptography.ts'
