/** OpenPGP keyrings and signatures. Large: import it when a signature is made or checked. @module */
export { type DetachedSignature, verifyDetached } from './detached-signature.ts'
export { OpenPgpError } from './errors.ts'
export { type RingKey, readKeyring } from './keyring.ts'
export { readSignedText, type SignedText, signerOf, signText } from './signed-text.ts'
