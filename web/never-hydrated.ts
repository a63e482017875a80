/**
 * Stands in the browser's build for the module of Svelte that knows whether a page is being taken over from a server's HTML, which
 * all of Svelte asks at every step. No page of this app comes from a server: told so once and for all, the bundler leaves out what
 * would be done then. plain-svelte.ts puts it there, and ends the build where that is no longer so.
 */
export const hydrating = false;
export const hydrate_node = null;

const never = (): never => {
  throw new Error("No page of this app is rendered by a server.");
};
const nothing = (): void => undefined;

export function set_hydrating(isIt: boolean): void {
  if (isIt) never();
}
export {
  never as hydrate_next,
  never as read_hydration_instruction,
  never as set_hydrate_node,
  never as skip_nodes,
  nothing as hydrate_template,
  nothing as next,
  nothing as reset,
};
