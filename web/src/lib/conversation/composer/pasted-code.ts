/** Whether pasted text is code, and in which language. A guess, and treated as one: it is offered, never done. Pure. */

const LEAST_LINES = 3;
const STATEMENT =
  /^\s*(?:(?:def|class|import|from|return|for|while|if|elif|else|try|except|with|async|await|function|const|let|var|public|private|protected|static|void|int|double|float|char|bool|struct|enum|switch|case|print|println|printf|include|using|namespace|package|fn|func|SELECT|INSERT|UPDATE|DELETE|CREATE|FROM|WHERE|echo|export)\b.*[:;{}()=,]|#include\b|@\w+\s*$|<\/?[a-z][^>]*>|\/\/|\/\*|>>> |\$ \w)/u;
const QUERY =
  /^\s*(?:SELECT|FROM|WHERE|(?:LEFT |INNER )?JOIN|GROUP BY|ORDER BY|INSERT INTO|VALUES|CREATE TABLE|UPDATE|SET|DELETE FROM)\b/u;
const ENDING = /[;{}]\s*$|[)\]]\s*[:;]?\s*$|=>\s*$|^\s*[})\]]/u;
const ASSIGNMENT = /^\s*[\w.[\]"']+\s*(?:[-+*/]?=|:=|==)\s*\S/u;
const INDENTED = /^(?: {2,}|\t+)\S/u;
const PROSE = /^[\p{Lu}"“(]?[\p{L}'’,-]+(?: [\p{L}'’,"“”()-]+){4,}[.!?:,]?$/u;

export function looksLikeCode(text: string): boolean {
  if (text.includes("```") || text.length > 20_000) return false;
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length < LEAST_LINES) return false;
  let marks = 0;
  for (const line of lines) {
    if (PROSE.test(line.trim())) marks -= 1;
    else if (STATEMENT.test(line) || QUERY.test(line)) marks += 1.5;
    else if (ENDING.test(line) || ASSIGNMENT.test(line)) marks += 1;
    else if (INDENTED.test(line)) marks += 0.5;
  }
  return marks >= lines.length * 0.5 && marks >= 2;
}

const SIGNS: [language: string, sign: RegExp][] = [
  ["json", /^\s*[{[][\s\S]*"[^"]*"\s*:[\s\S]*[}\]]\s*$/u],
  ["cpp", /#include\s*<(?:iostream|vector|string|map|algorithm)>|\bstd::|\bcout\s*<</u],
  ["c", /#include\s*[<"]\w+\.h[>"]|\bprintf\s*\(/u],
  ["java", /\bpublic\s+(?:static\s+)?(?:class|void|int|String)\b|System\.out\.print/u],
  ["html", /<(?:!doctype|html|head|body|div|span|p|ul|table)\b[^>]*>/iu],
  ["sql", /^\s*(?:SELECT\b[\s\S]+\bFROM|INSERT\s+INTO|CREATE\s+TABLE|UPDATE\b[\s\S]+\bSET)\b/iu],
  ["typescript", /\b(?:interface|type)\s+\w+\s*[={]|:\s*(?:string|number|boolean)\b/u],
  [
    "python",
    /^\s*(?:def\s+\w+\s*\(.*\).*:|class\s+\w+.*:|(?:from\s+[\w.]+\s+)?import\s+\w+|(?:if|elif|for|while)\b.*:\s*$)/mu,
  ],
  ["javascript", /\b(?:const|let|var|function)\b.*[=({]|=>|console\.log/u],
  ["bash", /^#!.*sh\b|^\s*(?:sudo|apt|cd|ls|git|npm|pip)\s/mu],
];

/** A language's name as it stands behind a fence; empty where none suggests itself. */
export function languageIn(code: string): string {
  return SIGNS.find(([, sign]) => sign.test(code))?.[0] ?? "";
}
