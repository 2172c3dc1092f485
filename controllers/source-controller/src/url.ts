/** A text that is no URL. The message is Go's, as users know it. */
export class UrlError extends Error {
  override readonly name = 'UrlError'

  constructor(text: string, problem: string) {
    super(`parse ${JSON.stringify(text)}: ${problem}`)
  }
}

/** What an authority may hold besides letters, digits and what is beyond ASCII. */
const hostCharacter = /[-A-Za-z0-9._~!$&'()*+,;=:[\]<>"%\u0080-\uffff]/

/** Parses a URL that starts with a scheme and `://`. @throws UrlError */
export function parseUrl(text: string): URL {
  const fail = (problem: string): never => {
    throw new UrlError(text, problem)
  }
  if (/[\0-\x1f\x7f]/.test(text)) fail('net/url: invalid control character in URL')
  const [, authority = '', rest = ''] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)(.*)$/i.exec(text) ?? []
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  if (host.startsWith('[') && !host.includes(']')) fail("missing ']' in host")
  const bad = Array.from(host).find(char => !hostCharacter.test(char))
  if (bad !== undefined) fail(`invalid character ${JSON.stringify(bad)} in host name`)
  const port = /:([^:\]]*)$/.exec(host)?.[1]
  if (port !== undefined && !/^\d*$/.test(port)) fail(`invalid port ${JSON.stringify(`:${port}`)} after host`)
  const badEscape = /%(?![0-9A-Fa-f]{2}).{0,2}/.exec(rest.split('#')[0]?.split('?')[0] ?? '')
  if (badEscape) fail(`invalid URL escape ${JSON.stringify(badEscape[0])}`)
  return URL.canParse(text) ? new URL(text) : fail('invalid URL')
}
