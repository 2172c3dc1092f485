import { quoteString } from '../format/quote.ts'
import type { AnyNode, PipeNode } from './node.ts'

/** A node as error texts show it. */
export function printNode(node: AnyNode): string {
  switch (node.type) {
    case 'bool':
      return String(node.value)
    case 'dot':
      return '.'
    case 'nil':
      return 'nil'
    case 'number':
      return node.text
    case 'string':
      return node.written
    case 'identifier':
      return node.name
    case 'field':
      return node.names.map(name => `.${name}`).join('')
    case 'variable':
      return node.names.join('.')
    case 'chain':
      return `${grouped(node.operand)}${node.names.map(name => `.${name}`).join('')}`
    case 'command':
      return node.args.map(grouped).join(' ')
    case 'pipe':
      return printPipe(node)
    case 'text':
      return node.text
    case 'action':
      return `{{${printPipe(node.pipe)}}}`
    case 'break':
    case 'continue':
      return `{{${node.type}}}`
    case 'template':
      return `{{template ${quoteString(node.name)}${node.pipe ? ` ${printPipe(node.pipe)}` : ''}}}`
    case 'if':
    case 'with':
    case 'range': {
      const otherwise = node.otherwise ? `{{else}}${node.otherwise.map(printNode).join('')}` : ''
      return `{{${node.type} ${printPipe(node.pipe)}}}${node.body.map(printNode).join('')}${otherwise}{{end}}`
    }
  }
}

function grouped(node: AnyNode): string {
  return node.type === 'pipe' ? `(${printPipe(node)})` : printNode(node)
}

function printPipe({ declares, isAssignment, commands }: PipeNode): string {
  const names = declares.map(printNode).join(', ')
  const head = names === '' ? '' : `${names} ${isAssignment ? '=' : ':='} `
  return head + commands.map(printNode).join(' | ')
}
