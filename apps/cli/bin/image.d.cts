export declare function imageCommand(
  args: readonly string[],
  bundle: string,
): [program: string, ...args: string[]] | undefined
export declare function isImageStale(bundle: string): boolean | undefined
