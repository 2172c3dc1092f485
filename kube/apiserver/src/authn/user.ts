/** Who makes a request. */
export interface UserInfo {
  readonly username: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

/** The server's own parts act as this user. */
export const systemUser: UserInfo = { username: 'system:apiserver', groups: ['system:masters'] }
