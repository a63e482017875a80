/** What the pages for everybody say beside the words of people: few, and said by the server, so that they are not among the app's texts. */

export interface Words {
  lang: string;
  dir: "ltr" | "rtl";
  ofClass: (name: string) => string;
  about: string;
  namesHidden: string;
  open: string;
  older: string;
  newer: string;
  pages: string;
  feed: string;
  zone: string;
  empty: string;
  thread: string;
  backToChannel: string;
  edited: string;
  answers: (name: string) => string;
  answersEarlier: string;
  files: (count: number) => string;
  replies: (count: number) => string;
  votes: (count: number) => string;
  reactions: string;
  student: (no: number) => string;
  guest: (no: number) => string;
  somebody: string;
  roles: Record<"owner" | "teacher" | "ta" | "bot", string>;
  labels: { done: string; toDo: string; table: string };
  unreadable: string;
  away: string;
  awayMore: string;
}

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
/** `#`: the number, as the language writes it. */
function counted(lang: string, forms: Forms): (count: number) => string {
  return (count) => {
    const form = forms[new Intl.PluralRules(lang).select(count)] ?? forms.other;
    return form.replace("#", count.toLocaleString(lang));
  };
}

const en: Words = {
  lang: "en",
  dir: "ltr",
  ofClass: (name) => `A channel of the class ${name}`,
  about: "Anyone can read this page. Writing takes a place in the class.",
  namesHidden: "The names of students stay in the class: here they have numbers, anew on each page.",
  open: "Open in PLACE",
  older: "Older",
  newer: "Newer",
  pages: "Pages",
  feed: "Feed",
  zone: "Times are UTC.",
  empty: "Nothing was said here yet.",
  thread: "A thread",
  backToChannel: "Back to the channel",
  edited: "edited",
  answers: (name) => `answers ${name}`,
  answersEarlier: "answers an earlier message",
  files: counted("en", { one: "# file, in the class only", other: "# files, in the class only" }),
  replies: counted("en", { one: "# reply", other: "# replies" }),
  votes: counted("en", { one: "# vote", other: "# votes" }),
  reactions: "Reactions",
  student: (no) => `Student ${no}`,
  guest: (no) => `Guest ${no}`,
  somebody: "Somebody",
  roles: { owner: "Teacher", teacher: "Teacher", ta: "TA", bot: "Bot" },
  labels: { done: "done", toDo: "to do", table: "Table" },
  unreadable: "This message can't be shown.",
  away: "This page can't be shown right now",
  awayMore: "What was said is kept. Try again in a moment.",
};

const ar: Words = {
  lang: "ar",
  dir: "rtl",
  ofClass: (name) => `قناة من صف \u2068${name}\u2069`,
  about: "يمكن لأي شخص قراءة هذه الصفحة. أما الكتابة فلمن هم في الصف.",
  namesHidden: "تبقى أسماء الطلاب داخل الصف: لهم هنا أرقام تتجدد في كل صفحة.",
  open: "افتح في PLACE",
  older: "الأقدم",
  newer: "الأحدث",
  pages: "الصفحات",
  feed: "خلاصة",
  zone: "الأوقات بالتوقيت العالمي UTC.",
  empty: "لم يُقل شيء هنا بعد.",
  thread: "سلسلة ردود",
  backToChannel: "عودة إلى القناة",
  edited: "معدّلة",
  answers: (name) => `ردًا على \u2068${name}\u2069`,
  answersEarlier: "ردًا على رسالة سابقة",
  files: counted("ar", {
    one: "ملف واحد، داخل الصف فقط",
    two: "ملفان، داخل الصف فقط",
    few: "# ملفات، داخل الصف فقط",
    other: "# ملفًا، داخل الصف فقط",
  }),
  replies: counted("ar", { one: "رد واحد", two: "ردّان", few: "# ردود", other: "# ردًا" }),
  votes: counted("ar", { zero: "لا أصوات", one: "صوت واحد", two: "صوتان", few: "# أصوات", other: "# صوتًا" }),
  reactions: "التفاعلات",
  student: (no) => `طالب ${no.toLocaleString("ar")}`,
  guest: (no) => `ضيف ${no.toLocaleString("ar")}`,
  somebody: "شخص ما",
  roles: { owner: "المعلم", teacher: "معلم", ta: "معيد", bot: "برنامج" },
  labels: { done: "تم", toDo: "للإنجاز", table: "جدول" },
  unreadable: "لا يمكن عرض هذه الرسالة.",
  away: "لا يمكن عرض هذه الصفحة الآن",
  awayMore: "ما قيل محفوظ. حاول بعد قليل.",
};

/** English where a header asks for neither. @param accepted `accept-language` (RFC 9110, section 12.5.4) */
export function wordsFor(accepted: string | undefined): Words {
  const wanted = (accepted ?? "")
    .slice(0, 200)
    .split(",")
    .map((part) => {
      const [range = "", ...params] = part.trim().split(";");
      const q = params.map((param) => /^\s*q=([\d.]+)\s*$/iu.exec(param)?.[1]).find((given) => given !== undefined);
      return { language: range.split("-")[0]?.toLowerCase(), q: q === undefined ? 1 : Number(q) };
    })
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q)
    .find(({ language }) => language === "en" || language === "ar");
  return wanted?.language === "ar" ? ar : en;
}
