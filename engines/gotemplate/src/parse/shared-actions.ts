import type { ControlNode, PipeNode, TemplateNode } from './node.ts'

/** An action that means the same wherever it stands: parsed once, however often files repeat it. */
export type SharedAction =
  | { readonly type: 'action' | ControlNode['type']; readonly pipe: PipeNode }
  | Pick<TemplateNode, 'type' | 'name' | 'pipe' | 'at'>
  | { readonly type: 'end' }
  | { readonly type: 'else' }

/** Actions by their text, delimiters included. Shared by files with the same functions and delimiters. */
export type SharedActions = Map<string, SharedAction>
