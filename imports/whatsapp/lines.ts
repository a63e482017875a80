/** One line of a chat that WhatsApp exported: the phone's language decides how its head is written. */
import { DAY_ORDERS, type DayOrder } from "../history.ts";

export interface WhatsAppHead {
  /** In the order in which they stand. */
  date: readonly [string, string, string];
  hour: number;
  minute: number;
  second: number;
  /** Behind the head: `Name: words`, or a notice without a name. */
  rest: string;
}

/**
 * `20/09/2026, 21:15 - …` or `[15.05.26, 09:01:30] …`, with AM and PM in either case and script. What marks directions and the narrow blanks that
 * phones write are taken for what they are.
 */
const HEAD =
  /^[\u200E\u200F\u202A-\u202C\uFEFF]*(\[)?(\d{1,4})[./-]\s?(\d{1,2})[./-]\s?(\d{1,4})\.?[,،]?\s+(?:\p{L}{1,12}\s+)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\s?(?<half>[ap]\.?\s?m\.?|AM|PM|[صم]|上午|下午|오전|오후))?(?:\]\s?|\s[-–]\s)(.*)$/isu;

/** Null for a line that goes on with the message before it. */
export function headOf(line: string): WhatsAppHead | null {
  const found = HEAD.exec(westernDigits(line));
  if (!found) return null;
  const [, , one = "", two = "", three = "", hour = "", minute = "", second = "0"] = found;
  // The words themselves as they were typed, other digits included.
  const rest = line.slice(line.length - (found[9] ?? "").length);
  return {
    ...{ date: [one, two, three], minute: Number(minute), second: Number(second), rest },
    hour: in24(Number(hour), found.groups?.["half"]),
  };
}

/** Arabic and Persian digits, one for one: places in the line stay what they were. */
const westernDigits = (text: string): string =>
  text.replace(/[٠-٩۰-۹]/gu, (digit) => String((digit.charCodeAt(0) & 0xf) % 10));

function in24(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  const isAfternoon = /^p/iu.test(half) || ["م", "下午", "오후"].includes(half);
  return (hour % 12) + (isAfternoon ? 12 : 0);
}

/** In which orders all of these dates are dates: a year of four digits, or a number over 12, decides. What is a date in no order is left aside. */
export function ordersOf(heads: Iterable<WhatsAppHead>): Set<DayOrder> {
  let orders = new Set<DayOrder>(DAY_ORDERS);
  for (const head of heads) {
    const possible = DAY_ORDERS.filter((order) => dayIn(head, order) !== null);
    const both = possible.filter((order) => orders.has(order));
    if (both.length > 0) orders = new Set(both);
  }
  return orders;
}

/** Null where it is no date in this order. */
export function dayIn({ date }: Pick<WhatsAppHead, "date">, order: DayOrder): readonly [number, number, number] | null {
  const [one, two, three] = date.map(Number) as [number, number, number];
  const [year, month, day] = { dmy: [three, two, one], mdy: [three, one, two], ymd: [one, two, three] }[order] as [
    number,
    number,
    number,
  ];
  const yearDigits = (order === "ymd" ? date[0] : date[2]).length;
  if (date.some((part, n) => part.length > 2 && n !== (order === "ymd" ? 0 : 2)) || yearDigits === 3) return null;
  // Where the year comes first, phones write all of it.
  if (order === "ymd" && yearDigits < 4) return null;
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  // WhatsApp is of 2009: a year of two digits before it is none.
  if (yearDigits < 4 && year < 9) return null;
  return [year < 100 ? 2000 + year : year, month, day];
}
