/**
 * What may become HTML by a string. The page's policy (vite.config.ts, `trusted-types`) lets nobody else write such a string into the
 * page: a library or a mistake of ours that does is refused by the browser, where it knows Trusted Types. Svelte's templates and
 * DOMPurify have policies of their own names; `{@html …}` has none.
 */
interface Factory {
  createPolicy(name: string, rules: { createHTML(html: string): string }): { createHTML(html: string): string };
}

const policy = (globalThis as { trustedTypes?: Factory }).trustedTypes?.createPolicy("place", {
  createHTML: (html) => html,
});

/** @param html made or cleaned by PLACE's own code, or read in a document of its own: never what somebody wrote as it is */
export const trustedHtml = (html: string): string => policy?.createHTML(html) ?? html;
