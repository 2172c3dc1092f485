/**
 * The cases of `corpus/`: small kustomizations of our own, with what `kubectl kustomize` makes of them.
 *
 * A file is a topic. It starts with a note, and with files that all its cases have. A case starts with `=== TITLE`;
 * its parts start with `-- NAME --` and are files (blank lines at the end of a case are not theirs), or one of:
 * - `args`: the directory to build (default `.`) and flags;
 * - `gives`: the output, recorded from the real tool;
 * - `fails`: what our message must contain, a text per line; the real tool must fail too;
 *
 * In files named `NAME (escaped)` lines end where the text says `\n`, and `\r`, `\t`, `\uXXXX` stand for characters.
 * @module
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** One case. */
export interface Case {
  readonly topic: string
  readonly title: string
  readonly files: Readonly<Record<string, string>>
  readonly args: readonly string[]
  readonly gives: string | undefined
  /** Texts our message must contain; undefined if the case does not fail. */
  readonly fails: readonly string[] | undefined
}

/** Where the topics are. */
export const corpusFolder: string = fileURLToPath(new URL('../corpus', import.meta.url))

/** Every case of every topic. */
export function readCorpus(): Case[] {
  const topics = readdirSync(corpusFolder).filter(name => name.endsWith('.txt'))
  return topics
    .sort()
    .flatMap(name => readTopic(name.slice(0, -4), readFileSync(`${corpusFolder}/${name}`, 'utf8')))
}

/** The cases of one topic's text. */
function readTopic(topic: string, text: string): Case[] {
  const [head = '', ...sections] = text.split(/^=== /m)
  const shared = readParts(head)
  return sections.map(section => {
    const title = section.slice(0, section.indexOf('\n'))
    const { args, gives, fails, ...files } = { ...shared, ...readParts(section) }
    return {
      topic,
      title,
      files,
      args: args?.split(/\s+/).filter(Boolean) ?? ['.'],
      gives,
      fails: fails?.split('\n').filter(Boolean),
    }
  })
}

const escapedName = /^(.*) \(escaped\)$/

function readParts(text: string): Record<string, string> {
  const [, ...pieces] = text.replace(/\n+$/, '\n').split(/^-- (.+) --\n/m)
  const parts: Record<string, string> = {}
  for (let i = 0; i < pieces.length; i += 2) {
    const name = pieces[i] ?? ''
    const content = pieces[i + 1] ?? ''
    const plain = escapedName.exec(name)?.[1]
    if (plain === undefined) parts[name] = content
    else parts[plain] = resolveEscapes(content)
  }
  return parts
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

function resolveEscapes(text: string): string {
  return text
    .replaceAll('\n', '')
    .replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, char: string) =>
      code ? String.fromCharCode(Number.parseInt(code, 16)) : (escapes[char] ?? char),
    )
}
