import { execFile } from 'node:child_process'
import { isJsonObject, parseJson } from '@sluice/base/json'
import { type ConnectionConfig, type ExecPlugin, KubeconfigError } from './config.ts'

/** What a credential plugin issued. */
export interface IssuedCredentials {
  readonly token?: string
  readonly clientCertificate?: string
  readonly clientKey?: string
  /** Milliseconds since the epoch; absent: valid until refused. */
  readonly expires?: number
}

const outputLimit = 1024 * 1024
const timeLimit = 60_000

/** Runs a credential plugin. @throws KubeconfigError if it fails or its answer is not an ExecCredential */
export async function runExecPlugin(
  plugin: ExecPlugin,
  config: ConnectionConfig,
): Promise<IssuedCredentials> {
  const info = { apiVersion: plugin.apiVersion, kind: 'ExecCredential', spec: execSpec(plugin, config) }
  const env = { ...process.env, ...plugin.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) }
  const output = await new Promise<string>((resolve, reject) => {
    const options = { env, maxBuffer: outputLimit, timeout: timeLimit, windowsHide: true }
    execFile(plugin.command, [...plugin.args], options, (error, stdout) => {
      if (!error) return resolve(stdout)
      const hint = plugin.installHint ? `\n${plugin.installHint}` : ''
      const how = typeof error.code === 'string' ? error.code : `exit code ${error.code ?? error.signal}`
      reject(new KubeconfigError(`credential plugin '${plugin.command}' failed: ${how}${hint}`))
    })
  })
  return readExecCredential(output, plugin)
}

function execSpec(plugin: ExecPlugin, config: ConnectionConfig): object {
  if (!plugin.provideClusterInfo) return { interactive: false }
  const { server, certificateAuthority, insecureSkipTlsVerify, tlsServerName, proxyUrl } = config
  return {
    interactive: false,
    cluster: {
      server,
      'tls-server-name': tlsServerName,
      'insecure-skip-tls-verify': insecureSkipTlsVerify,
      'certificate-authority-data':
        certificateAuthority && Buffer.from(certificateAuthority).toString('base64'),
      'proxy-url': proxyUrl,
    },
  }
}

/** Reads an ExecCredential. The text never gets into a message: it holds secrets. */
export function readExecCredential(text: string, plugin: ExecPlugin): IssuedCredentials {
  const status = parsed(text, plugin)
  if (!isJsonObject(status)) throw new KubeconfigError(`credential plugin '${plugin.command}' gave no status`)
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = status
  const expires = typeof expirationTimestamp === 'string' ? Date.parse(expirationTimestamp) : Number.NaN
  if (typeof token !== 'string' && typeof clientCertificateData !== 'string') {
    throw new KubeconfigError(`credential plugin '${plugin.command}' gave neither token nor certificate`)
  }
  return {
    ...(typeof token === 'string' ? { token } : {}),
    ...(typeof clientCertificateData === 'string' ? { clientCertificate: clientCertificateData } : {}),
    ...(typeof clientKeyData === 'string' ? { clientKey: clientKeyData } : {}),
    ...(Number.isNaN(expires) ? {} : { expires }),
  }
}

function parsed(text: string, plugin: ExecPlugin): unknown {
  try {
    const value = parseJson(text)
    return isJsonObject(value) ? value['status'] : undefined
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new KubeconfigError(`credential plugin '${plugin.command}' did not answer with JSON`)
    }
    throw error
  }
}
