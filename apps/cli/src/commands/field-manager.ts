/** Who the command line is to an API server's managed fields. */
export const fieldManager = 'flux'
