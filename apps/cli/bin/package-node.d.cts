export declare function packageNode(): string
