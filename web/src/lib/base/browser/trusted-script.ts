/** What may become a script's address by a string: files of the build, as in trusted.ts. */
interface Factory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

let policy: ReturnType<Factory["createPolicy"]> | undefined;

/** @param url of a file of the build @returns it as the browser takes it */
export function trustedScriptUrl(url: string): string {
  policy ??= (globalThis as { trustedTypes?: Factory }).trustedTypes?.createPolicy("place-scripts", {
    createScriptURL: (own) => own,
  });
  return policy?.createScriptURL(url) ?? url;
}
