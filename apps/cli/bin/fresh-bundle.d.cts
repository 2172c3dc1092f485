export declare function freshBundle(args: readonly string[], bin?: string): string | undefined
