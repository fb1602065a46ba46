/** Sums that real numbers of cards and accounts fulfil, and most others do not. */

/**
 * Luhn's sum (ISO/IEC 7812-1): every second digit from the right counts twice, 9 less where that is
 * above 9; the sum is a multiple of ten. One in ten numbers fulfils it by chance.
 */
export function fulfilsLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const twice = i % 2 === 1 ? digit * 2 : digit;
    sum += twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 === 0;
}

/**
 * The check of an IBAN (ISO 13616): the first four signs moved to the end, letters as 10 to 35, the
 * number is 1 modulo 97.
 */
export function fulfilsIban(iban: string): boolean {
  let rest = 0;
  for (const sign of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(sign, 36);
    if (Number.isNaN(value)) return false;
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** How long the IBANs of each country are. */
const ibanLengths =
  "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20";

const lengthByCountry = new Map(
  ibanLengths.split(" ").map((each) => [each.slice(0, 2), Number(each.slice(2))]),
);

export function isIban(text: string): boolean {
  return lengthByCountry.get(text.slice(0, 2)) === text.length && fulfilsIban(text);
}

/**
 * Whether digits are a card's: the length and the first digits of a network that issues cards, and
 * Luhn's sum.
 */
export function isCard(digits: string): boolean {
  const isNetwork =
    /^4(?:\d{12}|\d{15}|\d{18})$/.test(digits) ||
    /^(?:5[1-5]|2(?:2[2-9]|[3-6]\d|7[01]))\d{14}$/.test(digits) ||
    /^3[47]\d{13}$/.test(digits) ||
    /^(?:6011|64[4-9]\d|65\d\d)\d{12}$/.test(digits) ||
    /^35(?:2[89]|[3-8]\d)\d{12}$/.test(digits) ||
    /^3(?:0[0-5]|[68]\d)\d{11}$/.test(digits) ||
    /^62\d{14,17}$/.test(digits);
  return isNetwork && !/^(\d)\1*$/.test(digits) && fulfilsLuhn(digits);
}
