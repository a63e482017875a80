/** Slack's blocks as mrkdwn, for messages that have nothing else: programs often send blocks alone. */

/** Deeper than any block that Slack takes. */
const DEEPEST = 12;

type Block = Record<string, unknown>;

export function textOfBlocks(blocks: unknown): string {
  return all(blocks, 0)
    .join("\n")
    .replace(/\n{3,}/gu, "\n\n")
    .trim();
}

function all(list: unknown, depth: number): string[] {
  if (!Array.isArray(list) || depth > DEEPEST) return [];
  return list
    .filter(isBlock)
    .map((block) => one(block, depth))
    .filter((text) => text !== "");
}

const isBlock = (value: unknown): value is Block =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const textIn = (value: unknown): string =>
  typeof value === "string" ? value : isBlock(value) ? textIn(value["text"]) : "";
const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function one(block: Block, depth: number): string {
  const inside = () => all(block["elements"], depth + 1);
  const id = (name: string) => textIn(block[name]);
  switch (block["type"]) {
    case "text":
      return styled(escape(textIn(block["text"])), block["style"]);
    case "link":
      return styled(`<${id("url")}${id("text") ? `|${escape(id("text"))}` : ""}>`, block["style"]);
    case "user":
      return `<@${id("user_id")}>`;
    case "channel":
      return `<#${id("channel_id")}>`;
    case "usergroup":
      return `<!subteam^${id("usergroup_id")}>`;
    case "broadcast":
      return `<!${id("range")}>`;
    case "emoji":
      return `:${id("name")}:`;
    case "rich_text_section":
      return inside().join("");
    case "rich_text_preformatted":
      return `\`\`\`\n${inside().join("")}\n\`\`\``;
    case "rich_text_quote":
      return inside().join("").replace(/^/gmu, "&gt; ");
    case "rich_text_list": {
      const indent = "  ".repeat(Math.min(8, Number(block["indent"]) || 0));
      const mark = (n: number) => (block["style"] === "ordered" ? `${n + 1}.` : "-");
      return inside()
        .map((item, n) => `${indent}${mark(n)} ${item}`)
        .join("\n");
    }
    case "header":
      return `*${escape(textIn(block["text"]))}*`;
    case "section":
      return [textIn(block["text"]), ...(Array.isArray(block["fields"]) ? block["fields"].map(textIn) : [])]
        .filter(Boolean)
        .join("\n");
    case "context":
      return (Array.isArray(block["elements"]) ? block["elements"].map(textIn) : []).filter(Boolean).join(" ");
    case "image":
      return escape(textIn(block["title"]) || id("alt_text"));
    default:
      return inside().join("\n");
  }
}

function styled(text: string, style: unknown): string {
  if (!isBlock(style) || text.trim() === "") return text;
  const marks = [style["strike"] && "~", style["italic"] && "_", style["bold"] && "*", style["code"] && "`"].filter(
    (mark) => typeof mark === "string",
  );
  // Marks stand at words, not at blanks.
  const [, before = "", word = text, after = ""] = /^(\s*)([\s\S]*?)(\s*)$/u.exec(text) ?? [];
  return before + marks.join("") + word + marks.toReversed().join("") + after;
}
