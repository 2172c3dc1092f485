/**
 * From arguments to an exit code: finds the command, reads its flags, runs it, tells what went wrong.
 * @module
 */
import { type Context, Exit, type Surroundings } from './context.ts'
import { globalFlags, rootFlags } from './global-flags.ts'
import type { AnyCommand, Arity, Group, TreeNode } from './parser/command.ts'
import { findCommand } from './parser/find-command.ts'
import type { FlagTable, Values } from './parser/flags.ts'
import { type ParsedFlags, parseFlags, UsageError } from './parser/parse-flags.ts'
import { createLog } from './printing/log.ts'

type Globals = Values<typeof globalFlags>

/** Runs a command line; resolves to the exit code. */
export async function runCli(root: Group, argv: readonly string[], around: Surroundings): Promise<number> {
  const log = createLog(around.err)
  try {
    if (argv[0] === '__complete') {
      const { completeLine } = await import('./completion/complete-line.ts')
      return await completeLine(root, argv.slice(1), around)
    }
    await dispatch(root, argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv, around)
    return 0
  } catch (error) {
    if (error instanceof Exit) {
      if (error.message) log.failure(error.message)
      return error.code
    }
    log.failure(error instanceof Error ? error.message : String(error))
    return 1
  }
}

async function dispatch(root: Group, argv: readonly string[], around: Surroundings): Promise<void> {
  const { path, node, argv: rest } = findCommand(root, rootFlags, argv)
  if (node.type === 'group') return runGroup(path, node, rest, around)
  const command = await node.load()
  const parsed = parseFlags({ ...globalFlags, ...command.flags }, rest)
  if (parsed.wantsHelp) {
    const { commandHelp } = await import('./parser/help.ts')
    around.out(commandHelp(path, command, globalFlags))
    return
  }
  checkArity(command.arity ?? { type: 'any' }, parsed.args, path)
  await runCommand(command, parsed, around)
}

async function runGroup(
  path: readonly TreeNode[],
  node: Group,
  argv: readonly string[],
  around: Surroundings,
): Promise<void> {
  const isRoot = path.length === 1
  const inherited: FlagTable = Object.assign(
    {},
    ...path.map(part => (part.type === 'group' ? part.flags : {})),
  )
  const parsed = parseFlags({ ...(isRoot ? rootFlags : globalFlags), ...inherited }, argv)
  if (isRoot && parsed.values['version'] === true) {
    const { versionLine } = await import('./commands/version.ts')
    around.out(`${versionLine(around.program)}\n`)
    return
  }
  const { groupHelp } = await import('./parser/help.ts')
  around.out(await groupHelp(path, node, globalFlags))
}

async function runCommand(command: AnyCommand, parsed: ParsedFlags, around: Surroundings): Promise<void> {
  const global = parsed.values as Globals
  const deadline = AbortSignal.timeout(Math.max(1, global.timeout))
  const signal = AbortSignal.any([deadline, around.interrupted])
  let client: ReturnType<Context['client']> | undefined
  const log = createLog(around.err)
  const namespace = await chooseNamespace(command, parsed, around)
  const context: Context = {
    ...around,
    args: parsed.args,
    flags: parsed.values as Context['flags'],
    global,
    changed: parsed.changed,
    namespace,
    signal,
    log,
    client: () => (client ??= around.connect(global, around.env)),
  }
  try {
    await command.run(context)
  } catch (error) {
    if (around.interrupted.aborted) throw new Exit(130)
    if (deadline.aborted && isAbort(error)) throw new Error('context deadline exceeded', { cause: error })
    throw error
  } finally {
    await (await client?.catch(() => undefined))?.close()
  }
}

/** Whether the error, or what caused it, is that a signal aborted. */
function isAbort(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current.name === 'AbortError' || current.name === 'TimeoutError') return true
  }
  return false
}

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

async function chooseNamespace(
  command: AnyCommand,
  { values, changed }: ParsedFlags,
  { env, err }: Surroundings,
): Promise<string> {
  const global = values as Globals
  let namespace = global.namespace
  if (!changed.has('namespace')) {
    const fromEnv = env['FLUX_SYSTEM_NAMESPACE']
    if (fromEnv && label.test(fromEnv)) namespace = fromEnv
    else if (fromEnv)
      createLog(err).warning(` ignoring invalid FLUX_SYSTEM_NAMESPACE: ${JSON.stringify(fromEnv)}`)
    if (command.skipsNamespaceCheck) return namespace
    if (global['ns-follows-kube-context'] || env['FLUX_NS_FOLLOWS_KUBE_CONTEXT'])
      namespace = (await contextNamespace(global, env)) ?? namespace
  }
  if (!command.skipsNamespaceCheck && !label.test(namespace))
    throw new UsageError(`namespace must be a valid DNS label: ${JSON.stringify(namespace)}`)
  return namespace
}

async function contextNamespace(global: Globals, env: Surroundings['env']): Promise<string | undefined> {
  const { findConnection } = await import('./connect.ts')
  return (await findConnection(global, env)).namespace
}

function checkArity(arity: Arity, args: readonly string[], path: readonly TreeNode[]): void {
  const name = path.map(part => part.name).join(' ')
  if (arity.type === 'none' && args.length > 0)
    throw new UsageError(`unknown command ${JSON.stringify(args[0])} for ${JSON.stringify(name)}`)
  if (arity.type === 'exactly' && args.length !== arity.count)
    throw new UsageError(`accepts ${arity.count} arg(s), received ${args.length}`)
}
