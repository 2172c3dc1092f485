import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** The keys of an SSH server as lines of `known_hosts`. @throws Error if it does not answer */
export async function scanHostKeys(url: URL, signal: AbortSignal): Promise<string> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const port = url.port || '22'
  try {
    const args = ['-T', '10', '-p', port, '--', host]
    const { stdout } = await promisify(execFile)('ssh-keyscan', args, { signal, maxBuffer: 1 << 20 })
    const keys = stdout.split('\n').filter(line => line !== '' && !line.startsWith('#'))
    if (keys.length === 0) throw new Error('the server told no key')
    return keys.sort().join('\n')
  } catch (error) {
    if (signal.aborted || !(error instanceof Error)) throw error
    throw new Error(`SSH key scan for host ${host}:${port} failed, error: ${whyOf(error)}`, { cause: error })
  }
}

function whyOf(error: Error & { readonly code?: unknown; readonly stderr?: unknown }): string {
  if (error.code === 'ENOENT') return "'ssh-keyscan' is not installed"
  const told = typeof error.stderr === 'string' ? error.stderr.trim().split('\n').at(-1) : ''
  return told || (typeof error.code === 'number' ? 'the server does not answer' : error.message)
}
