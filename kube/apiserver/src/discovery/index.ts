/** What the server serves, as clients ask for it. @module */
export { aggregatedDiscovery } from './aggregated.ts'
export { apiGroup, apiVersions, groupList, namedGroups, resourceList, versionsOf } from './discovery.ts'
export { compareVersions } from './version-order.ts'
