// Times, days and sizes as people write them, with digits 0-9 and the calendar of the city in every language.

const KILO = 1000;

const HERE = "u-ca-gregory-nu-latn";
let locale = `de-${HERE}`;

export function useLocale(language) {
  locale = `${language}-${HERE}`;
}

const format = (options) => new Intl.DateTimeFormat(locale, options);

/** "14:05" from seconds since 1970, in the reader's own time zone. */
export const clockTime = (seconds) =>
  format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(seconds * 1000);

/** A day as a key that sorts: "2026-03-29". */
export function dayKey(seconds) {
  const day = new Date(seconds * 1000);
  const two = (number) => String(number).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** "today", "yesterday", "Sunday, 29 March", and with the year if it is not this one. */
export function dayName(key, now = new Date()) {
  const noon = new Date(`${key}T12:00:00`);
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate(), 12);
  const distance = Math.round((noon - today) / 86_400_000);
  if (distance === 0 || distance === -1) {
    return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(distance, "day");
  }
  const year = noon.getFullYear() === today.getFullYear() ? undefined : "numeric";
  return format({ weekday: "long", day: "numeric", month: "long", year }).format(noon);
}

/** "820 byte", "2.1 kB", "3 MB". */
export function fileSize(bytes) {
  const power = Math.min(2, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(KILO)));
  const unit = ["byte", "kilobyte", "megabyte"][power];
  const options = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: power ? 1 : 0 };
  return new Intl.NumberFormat(locale, options).format(bytes / KILO ** power);
}
