/**
 * What the played student of the demo class says, one after the other, to somebody who is new. Each begins with who is speaking. They are
 * messages like others, so they are in the language of whom they answer: Arabic where those words are, else English.
 */
interface Words {
  /** The first two, by what the words were: a question, code, or anything else. */
  question: string;
  code: string;
  other: string;
  next: string;
  last: string;
}

const ENGLISH: Words = {
  question:
    "I'm played: nobody sits here, a few lines of code answer guests. In a real class somebody who knows would answer you now, and the teacher sees which questions are still open.",
  code: "I'm played: nobody sits here, a few lines of code answer guests. I can't read your code, but the others can: it kept its spaces and its colours, and it has a button to copy it.",
  other:
    "I'm played: nobody sits here, a few lines of code answer guests. Your message is saved, and everybody in this class sees it. Point at it and give it a reaction.",
  next: "Still played. Try a thread: open the menu of a message and choose **Reply in thread**, so that the channel stays short. Or type `/poll`.",
  last: "That was the last thing I was written to say. In a class of your own real people answer: it takes one form, and no address.",
};

const ARABIC: Words = {
  question:
    "أنا شخصية تمثيلية: لا أحد يجلس هنا، بل بضعة أسطر برمجية تجيب الضيوف. في صف حقيقي سيجيبك الآن من يعرف الجواب، ويرى المعلّم أي الأسئلة ما زالت مفتوحة.",
  code: "أنا شخصية تمثيلية: لا أحد يجلس هنا، بل بضعة أسطر برمجية تجيب الضيوف. لا أستطيع قراءة شيفرتك، لكن الآخرين يستطيعون: حافظت على فراغاتها وألوانها، ولها زر للنسخ.",
  other:
    "أنا شخصية تمثيلية: لا أحد يجلس هنا، بل بضعة أسطر برمجية تجيب الضيوف. حُفظت رسالتك ويراها كل من في هذا الصف. أشر إليها وأضف تفاعلًا.",
  next: "ما زلت شخصية تمثيلية. جرّب سلسلة ردود: افتح قائمة رسالة واختر **الرد في سلسلة**، فتبقى القناة قصيرة. أو اكتب `/poll`.",
  last: "هذا آخر ما كُتب لي أن أقوله. في صفك الخاص يجيبك أشخاص حقيقيون: يكفي نموذج واحد، بلا عنوان بريد.",
};

const QUESTION_MARK = new RegExp("[?؟]", "u");
const ORDER = ["first", "next", "last"] as const;
/** How often somebody is answered in one channel. */
export const PLAYED_ANSWERS = ORDER.length;

/**
 * @param body what the guest wrote
 * @param before how often they were answered here already
 */
export function playedAnswer(body: string, before: number): string {
  const words = /\p{Script=Arabic}/u.test(body) ? ARABIC : ENGLISH;
  const step = ORDER[before] ?? "last";
  if (step !== "first") return words[step];
  if (/^ {0,3}(`{3}|~{3})/mu.test(body)) return words.code;
  return QUESTION_MARK.test(body) ? words.question : words.other;
}
