/** Who makes a request. */
export interface UserInfo {
  readonly username: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

/** Whose a bearer token is and which of the wanted audiences it is for, or why it is not good. */
export type TokenVerdict =
  | { readonly type: 'valid'; readonly user: UserInfo; readonly audiences: readonly string[] }
  | { readonly type: 'invalid'; readonly why: string }
  /** Nobody here has made it. */
  | { readonly type: 'foreign' }

/** Tells whose a bearer token is, for one of the wanted audiences. */
export type TokenAuthenticator = (token: string, wanted: readonly string[]) => Promise<TokenVerdict>

/** Who needs no credentials: everyone, or who asks for one of these paths. */
export interface AnonymousAccess {
  readonly enabled: boolean
  readonly paths?: readonly string[]
}

/** The server's own parts act as this user. */
export const systemUser: UserInfo = { username: 'system:apiserver', groups: ['system:masters'] }
