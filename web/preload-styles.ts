/**
 * Stands in the browser's build for vite's helper around `import(…)`, which names scripts and styles beforehand, with nonces, and asks for
 * what only old browsers lack. Here it only ever names styles (first-load.ts): half a kilobyte that every first visit waits for is
 * a few lines. plain-preload.ts puts it there.
 */
type Module = unknown;

/** Address → it is there, or on its way. One that failed is asked for again. */
const styles = new Map<string, Promise<unknown>>();

function styled(href: string): Promise<unknown> {
  const known = styles.get(href);
  if (known) return known;
  const isThere = [...document.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet]")].some(
    (link) => link.href === href,
  );
  const coming = isThere
    ? Promise.resolve()
    : new Promise((resolve, reject) => {
        const link = document.createElement("link");
        link.onload = resolve;
        link.onerror = () => {
          styles.delete(href);
          link.remove();
          reject(new Error(`Unable to preload CSS for ${href}`));
        };
        document.head.append(Object.assign(link, { rel: "stylesheet", crossOrigin: "", href }));
      });
  styles.set(href, coming);
  return coming;
}

/**
 * @param load imports the module
 * @param names of its styles, from the file that imports it; they are there before it is
 * @throws what vite's throws, and tells the window of it in the same way: a new version of the program may be why
 */
export async function __vitePreload(load: () => Promise<Module>, names: string[] = [], importer = ""): Promise<Module> {
  try {
    await Promise.all(names.map((name) => styled(new URL(name, importer).href)));
    return await load();
  } catch (cause) {
    const event = Object.assign(new Event("vite:preloadError", { cancelable: true }), { payload: cause });
    dispatchEvent(event);
    if (!event.defaultPrevented) throw cause;
    return undefined;
  }
}
