import { GitError } from './errors.ts'
import { connectHttp } from './http-transport.ts'
import type { Connection, Remote } from './remote.ts'
import { connectSsh } from './ssh-transport.ts'

/** Opens a conversation with a remote. @throws GitError or NetworkError */
export function connect(remote: Remote, signal: AbortSignal): Promise<Connection> {
  const scheme = /^([a-z]+):\/\//.exec(remote.url)?.[1]
  switch (scheme) {
    case 'http':
    case 'https':
      return connectHttp(remote, signal)
    case 'ssh':
      return connectSsh(remote, signal)
    default:
      return Promise.reject(new GitError(`unknown transport '${scheme ?? remote.url}'`))
  }
}
