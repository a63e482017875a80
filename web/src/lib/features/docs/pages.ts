/** The pages under /docs, as they are listed. */
import { t } from "#texts/docs-pages";

interface Listed {
  address: string;
  /** In the list of pages, where there is little room. */
  label: string;
  title: string;
  /** What it is for. */
  words: string;
}

export const PAGES: readonly Listed[] = [
  { address: "/docs/protocol", label: t.protocol, title: t.protocolTitle, words: t.protocolWords },
  { address: "/docs/api", label: t.http, title: t.httpTitle, words: t.httpWords },
  { address: "/docs/bot", label: t.bot, title: t.botTitle, words: t.botWords },
  { address: "/docs/webhooks", label: t.webhooks, title: t.webhooksTitle, words: t.webhooksWords },
  { address: "/docs/teacher", label: t.teachers, title: t.teachersTitle, words: t.teachersWords },
  { address: "/docs/privacy", label: t.privacy, title: t.privacyTitle, words: t.privacyWords },
  { address: "/docs/phone", label: t.phone, title: t.phoneTitle, words: t.phoneWords },
  { address: "/docs/class-site", label: t.classSite, title: t.classSiteTitle, words: t.classSiteWords },
];
