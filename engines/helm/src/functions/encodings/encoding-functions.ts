import { type FunctionMap, GoFunction } from '@sluice/gotemplate'
import { decodeTextBase32, encodeTextBase32 } from './base32.ts'
import { decodeTextBase64, encodeTextBase64 } from './base64.ts'

/** Sprig's functions for base64 and base32: what cannot be decoded gives the error's text. */
export const encodingFunctions: FunctionMap = {
  b64enc: new GoFunction(['string'], encodeTextBase64),
  b64dec: new GoFunction(['string'], (text: string) => orMessage(() => decodeTextBase64(text))),
  b32enc: new GoFunction(['string'], encodeTextBase32),
  b32dec: new GoFunction(['string'], (text: string) => orMessage(() => decodeTextBase32(text))),
}

function orMessage(decode: () => string): string {
  try {
    return decode()
  } catch (error) {
    if (error instanceof Error) return error.message
    throw error
  }
}
