/**
 * Colours code once it is on the screen and painted. Loaded with the first message that has code; highlight.js and each language
 * come over the wire on first use.
 */
import { trustedHtml } from "../../base/browser/trusted.ts";
import type { HLJSApi, LanguageFn } from "highlight.js";

const LANGUAGES: Record<string, () => Promise<{ default: LanguageFn }>> = {
  python: () => import("highlight.js/lib/languages/python"),
  javascript: () => import("highlight.js/lib/languages/javascript"),
  typescript: () => import("highlight.js/lib/languages/typescript"),
  java: () => import("highlight.js/lib/languages/java"),
  c: () => import("highlight.js/lib/languages/c"),
  cpp: () => import("highlight.js/lib/languages/cpp"),
  bash: () => import("highlight.js/lib/languages/bash"),
  json: () => import("highlight.js/lib/languages/json"),
  sql: () => import("highlight.js/lib/languages/sql"),
  xml: () => import("highlight.js/lib/languages/xml"),
  css: () => import("highlight.js/lib/languages/css"),
};
const ALIASES: Record<string, string> = {
  ...{
    py: "python",
    python3: "python",
    pycon: "python",
    js: "javascript",
    jsx: "javascript",
    mjs: "javascript",
    node: "javascript",
  },
  ...{ ts: "typescript", tsx: "typescript", h: "c", "c++": "cpp", cc: "cpp", cxx: "cpp", hpp: "cpp" },
  ...{ sh: "bash", shell: "bash", zsh: "bash", console: "bash", terminal: "bash", jsonc: "json", sqlite: "sql" },
  ...{ html: "xml", svg: "xml", svelte: "xml" },
};
/** Long listings stay black on white: colouring them would hold up the page. */
const LONGEST = 12_000;

let core: Promise<HLJSApi> | undefined;
const loading = new Map<string, Promise<HLJSApi>>();

/** The name under which a written language is known here, or null. */
export function languageOf(written: string): string | null {
  const name = ALIASES[written] ?? written;
  return Object.hasOwn(LANGUAGES, name) ? name : null;
}

function highlighter(language: string): Promise<HLJSApi> {
  let ready = loading.get(language);
  if (!ready) {
    core ??= import("highlight.js/lib/core").then((module) => module.default);
    ready = Promise.all([core, LANGUAGES[language]?.()]).then(([hljs, module]) => {
      if (module) hljs.registerLanguage(language, module.default);
      return hljs;
    });
    // A chunk that could not be fetched is asked for again by the next block of code.
    ready.catch(() => {
      loading.delete(language);
      core = undefined;
    });
    loading.set(language, ready);
  }
  return ready;
}

async function colour(code: HTMLElement): Promise<void> {
  const language = languageOf(code.dataset["language"] ?? "");
  const text = code.textContent;
  if (language === null || text.length > LONGEST || code.dataset["coloured"] !== undefined) return;
  code.dataset["coloured"] = "";
  try {
    const hljs = await highlighter(language);
    // highlight.js escapes the text it is given; its own output is nothing but spans with classes.
    if (code.isConnected) code.innerHTML = trustedHtml(hljs.highlight(text, { language, ignoreIllegals: true }).value);
  } catch {
    delete code.dataset["coloured"];
  }
}

let observer: IntersectionObserver | undefined;
function whenSeen(): IntersectionObserver {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        observer?.unobserve(entry.target);
        // One block per idle moment keeps every task short.
        const run = () => void colour(entry.target as HTMLElement);
        if ("requestIdleCallback" in window) requestIdleCallback(run, { timeout: 400 });
        else setTimeout(run, 30);
      }
    },
    { rootMargin: "100px 0px" },
  );
  return observer;
}

/** The code in a message's HTML. Ends with the returned function. */
export function colourCode(body: HTMLElement): () => void {
  const blocks = body.querySelectorAll<HTMLElement>("code[data-language]");
  for (const block of blocks) whenSeen().observe(block);
  return () => {
    for (const block of blocks) observer?.unobserve(block);
  };
}
