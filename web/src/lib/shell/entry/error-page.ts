/**
 * Kit puts the styles of what the error page imports into the head of every page, of one import's depth: from here it is two, and
 * they come with the page that they style.
 */
export const errorPage = async () => (await import("./ErrorPage.svelte")).default;
