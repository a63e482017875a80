/** What a program may do, apart from the schemas of programs.ts: the table of permissions comes with the page's first load, and they do not. */

/**
 * What a program may do at most, each more than the one before. `read`: see its channels. `write`: post, react, answer, and change what is its
 * own. `manage`: what the teaching team does with channels and messages.
 */
export const SCOPES = ["read", "write", "manage"] as const;
export type Scope = (typeof SCOPES)[number];
