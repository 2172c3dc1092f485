/** Bytes that one file of a chart may have. */
export const maxFileSize = 5 * 1024 * 1024

/** The bytes without a UTF-8 byte order mark. */
export function withoutMark(data: Uint8Array): Uint8Array {
  return data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? data.subarray(3) : data
}
