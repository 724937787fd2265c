// The page's own few words. All others come from the bot, in the language of the conversation.

import { useLocale } from "./formats.js";

const TEXTS = {
  de: {
    assistant: "Automatischer Assistent",
    log: "Unterhaltung",
    outbox: "Noch nicht gesendet",
    senderBot: "Stadtbote:",
    senderYou: "Sie:",
    placeholder: "Nachricht schreiben",
    send: "Senden",
    menu: "Menü",
    accessibility: "Barrierefreiheit",
    typing: "Stadtbote schreibt …",
    newer: "Neue Nachrichten",
    offline: "Verbindung unterbrochen … Was Sie schreiben, wird gesendet, sobald sie wieder da ist. Im Notfall rufen Sie 112 an.",
    waiting: "wartet auf Verbindung",
    edited: "bearbeitet",
    download: "Herunterladen:",
    photo: "Bild",
    newTab: "(neuer Tab)",
    spoiler: "Verdeckter Text, zum Lesen drücken",
    ok: "OK",
    cancel: "Abbrechen",
    end: "Unterhaltung hier beenden",
    endTitle: "Unterhaltung hier beenden?",
    endText: "Der Verlauf verschwindet aus diesem Browser und lässt sich nicht zurückholen.",
    endConfirm: "Beenden",
    ended: "Die Unterhaltung ist beendet.",
    restart: "Neue Unterhaltung",
    gone: "Diese Schaltfläche gilt nicht mehr. Bitte nehmen Sie eine neuere.",
    tooLong: "Diese Nachricht ist zu lang. Möglich sind 4096 Zeichen.",
    failed: "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
    attach: "Bild senden",
    noPicture: "Das ist kein Bild, das ich lesen kann (JPEG, PNG oder WebP).",
    bigPicture: "Dieses Bild ist zu groß. Möglich sind 10 MB.",
  },
  en: {
    assistant: "Automated assistant",
    log: "Conversation",
    outbox: "Not sent yet",
    senderBot: "Stadtbote:",
    senderYou: "You:",
    placeholder: "Write a message",
    send: "Send",
    menu: "Menu",
    accessibility: "Accessibility",
    typing: "Stadtbote is typing …",
    newer: "New messages",
    offline: "Connection lost … What you write will be sent as soon as it is back. In an emergency call 112.",
    waiting: "waiting for connection",
    edited: "edited",
    download: "Download:",
    photo: "Picture",
    newTab: "(new tab)",
    spoiler: "Hidden text, press to read",
    ok: "OK",
    cancel: "Cancel",
    end: "End conversation here",
    endTitle: "End this conversation here?",
    endText: "The conversation disappears from this browser and cannot be brought back.",
    endConfirm: "End",
    ended: "The conversation has ended.",
    restart: "New conversation",
    gone: "This button is no longer valid. Please use a newer one.",
    tooLong: "This message is too long. The limit is 4096 characters.",
    failed: "That did not work. Please try again.",
    attach: "Send a picture",
    noPicture: "This is no picture that I can read (JPEG, PNG or WebP).",
    bigPicture: "This picture is too big. Up to 10 MB are possible.",
  },
  uk: {
    assistant: "Автоматичний помічник",
    log: "Розмова",
    outbox: "Ще не надіслано",
    senderBot: "Stadtbote:",
    senderYou: "Ви:",
    placeholder: "Напишіть повідомлення",
    send: "Надіслати",
    menu: "Меню",
    accessibility: "Доступність",
    typing: "Stadtbote пише …",
    newer: "Нові повідомлення",
    offline: "Зв’язок перервано … Ваші повідомлення буде надіслано, щойно він відновиться. У надзвичайній ситуації телефонуйте 112.",
    waiting: "чекає на зв’язок",
    edited: "змінено",
    download: "Завантажити:",
    photo: "Зображення",
    newTab: "(нова вкладка)",
    spoiler: "Прихований текст, натисніть, щоб прочитати",
    ok: "OK",
    cancel: "Скасувати",
    end: "Завершити розмову тут",
    endTitle: "Завершити розмову тут?",
    endText: "Розмова зникне з цього браузера, і її не можна буде відновити.",
    endConfirm: "Завершити",
    ended: "Розмову завершено.",
    restart: "Нова розмова",
    gone: "Ця кнопка вже не діє. Будь ласка, скористайтеся новішою.",
    tooLong: "Це повідомлення задовге. Можна до 4096 символів.",
    failed: "Не вдалося. Будь ласка, спробуйте ще раз.",
    attach: "Надіслати зображення",
    noPicture: "Я не можу прочитати це зображення (потрібен JPEG, PNG або WebP).",
    bigPicture: "Це зображення завелике. Можна до 10 МБ.",
  },
  ar: {
    assistant: "مساعد آلي",
    log: "المحادثة",
    outbox: "لم تُرسل بعد",
    senderBot: "‏Stadtbote:",
    senderYou: "أنت:",
    placeholder: "اكتب رسالة",
    send: "إرسال",
    menu: "القائمة",
    accessibility: "سهولة الوصول",
    typing: "يكتب Stadtbote الآن …",
    newer: "رسائل جديدة",
    offline: "انقطع الاتصال … ستُرسل رسائلك عند عودته. في حالة الطوارئ اتصلوا بالرقم 112.",
    waiting: "بانتظار الاتصال",
    edited: "معدّلة",
    download: "تنزيل:",
    photo: "صورة",
    newTab: "(علامة تبويب جديدة)",
    spoiler: "نص مخفي، اضغط لقراءته",
    ok: "حسنًا",
    cancel: "إلغاء",
    end: "إنهاء المحادثة هنا",
    endTitle: "هل تريد إنهاء المحادثة هنا؟",
    endText: "ستختفي المحادثة من هذا المتصفح ولا يمكن استعادتها.",
    endConfirm: "إنهاء",
    ended: "انتهت المحادثة.",
    restart: "محادثة جديدة",
    gone: "هذا الزر لم يعد صالحًا. يرجى استخدام زر أحدث.",
    tooLong: "هذه الرسالة طويلة جدًا. الحد الأقصى 4096 حرفًا.",
    failed: "لم ينجح ذلك. يرجى المحاولة مرة أخرى.",
    attach: "إرسال صورة",
    noPicture: "لا يمكنني قراءة هذه الصورة (JPEG أو PNG أو WebP).",
    bigPicture: "هذه الصورة كبيرة جدًا. الحد الأقصى 10 ميغابايت.",
  },
};
const RIGHT_TO_LEFT = new Set(["ar"]);
const FALLBACK = "de";

let current = FALLBACK;

export const text = (key) => TEXTS[current][key];

/** Use the first of these languages that has texts here. Returns whether that changed anything. */
export function chooseLanguage(preferred) {
  const known = preferred.map((tag) => tag.toLowerCase().split(/[-_]/)[0]).find((tag) => tag in TEXTS);
  const before = current;
  current = known ?? current;
  document.documentElement.lang = current;
  document.documentElement.dir = RIGHT_TO_LEFT.has(current) ? "rtl" : "ltr";
  useLocale(current);
  applyTexts(document);
  return current !== before;
}

/** Fill every element below `root` that names one of these texts. */
export function applyTexts(root) {
  for (const node of root.querySelectorAll("[data-text]")) node.textContent = text(node.dataset.text);
  for (const node of root.querySelectorAll("[data-label]")) node.ariaLabel = text(node.dataset.label);
  for (const node of root.querySelectorAll("[data-page]")) node.href = `${node.dataset.page}?lang=${current}`;
  for (const node of root.querySelectorAll("[data-placeholder]")) {
    node.placeholder = text(node.dataset.placeholder);
  }
}
