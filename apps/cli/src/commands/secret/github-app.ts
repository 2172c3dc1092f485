/** `create secret githubapp name`: credentials of a GitHub App. @module */
import { command } from '../../parser/command.ts'
import { text, type Values } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { createFlags } from '../group-flags.ts'
import { readFlagFile } from './read-file.ts'
import { createSecret } from './secret.ts'

const flags = {
  ...createFlags,
  'app-id': text('id of the App'),
  'app-installation-owner': text('who the App is installed for'),
  'app-installation-id': text('id of the installation'),
  'app-private-key': text('file with the private key of the App'),
  'app-base-url': text('address of a GitHub of your own'),
} as const

/** Creates or updates a Secret for a GitHub App. */
export const secretGithubApp = command({
  summary: 'Create or update a Secret for a GitHub App',
  usage: '[name]',
  examples: [
    'sluice create secret githubapp app --app-id=1 --app-installation-id=2 --app-private-key=./app.pem',
  ],
  flags,
  run: context =>
    createSecret(context, { subject: 'githubapp secret', ignoresLabels: true }, () => {
      const given = context.flags
      checkFlags(given)
      const members = {
        githubAppID: given['app-id'],
        githubAppInstallationOwner: given['app-installation-owner'],
        githubAppInstallationID: given['app-installation-id'],
        githubAppPrivateKey: readFlagFile(
          context.cwd,
          given['app-private-key'],
          'unable to read private key file',
        ),
        githubAppBaseURL: given['app-base-url'],
      }
      const present = Object.entries(members).filter(([, value]) => value !== '')
      return { type: 'Opaque', data: Object.fromEntries(present) }
    }),
})

function checkFlags(given: Values<typeof flags>): void {
  if (!given['app-private-key']) throw new UsageError('--app-private-key is required')
  if (!given['app-id']) throw new UsageError('--app-id is required')
  const owner = given['app-installation-owner'] !== ''
  const id = given['app-installation-id'] !== ''
  if (owner === id)
    throw new UsageError('exactly one of --app-installation-owner and --app-installation-id is required')
}
