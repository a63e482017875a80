/** See web/app-files.ts. */
declare module "virtual:app-files" {
  /** Another one for every build that differs. */
  export const version: string;
  /** Addresses of what a class needs on the screen, those that the page itself names first. */
  export const files: readonly string[];
  /** One of them that no other build's page names. */
  export const entry: string;
}
