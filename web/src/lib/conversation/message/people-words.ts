/** Names in a row, as one says them. Pure. */
import { t } from "#texts/message-parts";
import { t as person } from "#texts/person-row";
import type { Reaction } from "../../../../../client/index.ts";
import { isolated } from "../../base/texts/beside.ts";
import { locale } from "../../base/texts/language.ts";

const NAMED = 12;
const list = new Intl.ListFormat(locale, { type: "conjunction" });
// Without the comma before "and": "Ada, Bo and you".
const inARow = (names: string[]): string => list.format(names).replace(/, and /u, " and ");

/** "Ada, Bo and you"; "4 people" where an import knew only their number. */
export function whoReacted({ members, count }: Reaction, me: string, nameOf: (member: string) => string): string {
  const others = members.filter((member) => member !== me);
  const named = others.slice(0, NAMED).map((member) => isolated(nameOf(member)));
  const mine = members.includes(me) ? [person.you] : [];
  const rest = Math.max(0, count - named.length - mine.length);
  if (rest === 0) return inARow([...named, ...mine]);
  const unnamed = named.length + mine.length === 0 ? t.reactors({ count: rest }) : t.others({ count: rest });
  return inARow([...named, ...mine, unnamed]);
}

/** "Ada is typing"; empty where nobody is. */
export function whoIsTyping(names: readonly string[]): string {
  const [first, second, third] = names;
  if (first === undefined) return "";
  if (second === undefined) return t.typing({ name: first });
  return third === undefined ? t.bothTyping({ first, second }) : t.severalTyping;
}
