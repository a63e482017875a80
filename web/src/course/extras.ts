/** What stands at the end of the file, behind all words: LaTeX and the colours of code. */
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import css from "highlight.js/lib/languages/css";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import python from "highlight.js/lib/languages/python";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import "katex/dist/katex.min.css";
import { languageOf } from "../lib/conversation/markup/code.ts";
import { formulaHtml } from "../lib/conversation/markup/set-formula.ts";

const LANGUAGES = { bash, c, cpp, css, java, javascript, json, python, sql, typescript, xml };
for (const [name, language] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, language);
/** Longer listings stay black on white. */
const LONGEST = 12_000;

globalThis.courseExtras = {
  formula: formulaHtml,
  colour(text, written) {
    const language = languageOf(written);
    if (language === null || text.length > LONGEST) return null;
    return hljs.highlight(text, { language, ignoreIllegals: true }).value;
  },
};
document.dispatchEvent(new Event("course-extras"));
