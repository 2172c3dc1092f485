/** Texts of warnings as headers. @module */

/** So many characters of warnings are sent in full; beyond that each is cut. */
const mostInFull = 4096
const mostEach = 256

/** The values of Warning headers: each text once, in order; one with control characters cannot be sent. */
export function warningHeaders(texts: readonly string[]): readonly string[] {
  const sent = [...new Set(texts)].filter(text => text !== '' && !/\p{Cc}/u.test(text))
  const total = sent.reduce((sum, text) => sum + [...text].length, 0)
  return (total <= mostInFull ? sent : cut(sent)).map(warningHeader)
}

function cut(texts: readonly string[]): readonly string[] {
  let written = 0
  return texts.flatMap(text => {
    if (written >= mostInFull) return []
    const short = [...text].slice(0, mostEach)
    written += short.length
    return [short.join('')]
  })
}

/** Headers are written byte by byte: the text goes out as UTF-8. */
function warningHeader(text: string): string {
  return Buffer.from(`299 - "${text.replace(/["\\]/g, '\\$&')}"`, 'utf8').toString('latin1')
}
