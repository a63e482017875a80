/** Names that nobody takes: they call many, or speak for those who run a class or PLACE. */
import { skeletonOf } from "./skeleton.ts";

const ENGLISH = `
  admin admins administrator administrators administration abuse account accounts all announcement announcements anonymous api
  bot bots channel channels class classroom everybody everyone guest guests help helpdesk here hostmaster info instructor
  instructors lecturer login mod moderation moderator moderators mods noreply notification notifications official operator
  operators owner owners password place postmaster professor root security server service signin staff student students
  superuser support sysadmin system systems ta tas teacher teachers teaching team tutor tutors webmaster`;
/** As in the app's Arabic texts, with and without the article; words that are people's names as well are left out. */
const ARABIC = `
  الجميع الكل القناة قناة الفصل الصف المعلم معلم المعلمة معلمة المعلمون الأستاذ أستاذ الأستاذة أستاذة المدرس مدرس المدرسة المدرسون
  المساعد مساعد المساعدة المساعدون المدير مدير المديرة مديرة الإدارة إدارة المشرف مشرف المشرفة مشرفة المشرفون المالك المالكة
  المسؤول مسؤول الدعم دعم النظام الحماية الطاقم الضيف ضيف الطلاب الطالب البوت بوت`;

/** How else a digit is read, when it stands for a letter. */
const DIGITS: Record<string, string> = { "3": "e", "4": "a", "5": "s", "7": "t" };

/** Without the signs that a handle may have between its letters: `ad-min` reads as the word. */
function wordOf(handle: string, one: "i" | "l"): string {
  const letters = handle.replace(/[._-]/gu, "").replace(/[34571]/gu, (digit) => DIGITS[digit] ?? one);
  return skeletonOf(letters);
}

let reserved: Set<string> | undefined;

/** Whether it reads as one of them, in whatever disguise. */
export function isReserved(handle: string): boolean {
  reserved ??= new Set(
    `${ENGLISH} ${ARABIC}`
      .trim()
      .split(/\s+/u)
      .map((word) => wordOf(word, "l")),
  );
  return reserved.has(wordOf(handle, "l")) || reserved.has(wordOf(handle, "i"));
}
