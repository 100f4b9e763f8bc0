const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const EARLIEST_YEAR = 1900;
const LATEST_YEAR = 2100;

/** Whether this day exists, in a year that a document of our time may speak of. */
export function isCalendarDate(year: number, month: number, day: number): boolean {
  if (year < EARLIEST_YEAR || year > LATEST_YEAR || month < 1 || month > 12 || day < 1) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= (month === 2 && !isLeap ? 28 : (DAYS[month - 1] as number));
}

/** The number that a few digits are; `NaN` if something else stands among them. */
function valueOfDigits(digits: string): number {
  let value = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Whether three groups of digits are a date in any of the usual orders: year first, day first, month first. */
export function isNumericDate(first: string, second: string, third: string): boolean {
  const a = valueOfDigits(first);
  const b = valueOfDigits(second);
  const c = valueOfDigits(third);
  if (first.length === 4) return third.length <= 2 && isCalendarDate(a, b, c);
  if (first.length > 2 || second.length > 2 || (third.length !== 4 && third.length !== 2)) return false;
  const year = third.length === 2 ? EARLIEST_YEAR + c : c;
  return isCalendarDate(year, a, b) || isCalendarDate(year, b, a);
}
