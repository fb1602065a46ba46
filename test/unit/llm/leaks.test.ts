import { describe, expect, it } from "vitest";
import { fulfilsIban, fulfilsLuhn, isCard } from "../../../src/core/llm/checks/checksums.ts";
import { findLeaks } from "../../../src/core/llm/checks/leaks.ts";
import { seededRandom } from "../../../src/base/seededRandom.ts";

/** Kinds in the text, and that nothing of it is shown whole. */
function check(text: string, ...kinds: readonly string[]): void {
  const leaks = findLeaks(text);
  expect(leaks.map(({ kind }) => kind).sort(), text).toEqual([...kinds].sort());
}

/** In parts, so that scanners for secrets do not take this file for one. */
const whole = (...parts: readonly string[]) => parts.join("");
const letters = (count: number) => "aB3dE6gH9jKlMn2pQrStUvWx".repeat(20).slice(0, count);

describe("what leaks", () => {
  it.each([
    ["write to jane.doe+work@acme-corp.co.uk please", "email"],
    ["ümlaut: (max@firma.de)", "email"],
    ["card 4111 1111 1111 1111, thanks", "card"],
    ["4012888888881881", "card"],
    ["amex 3782-822463-10005", "card"],
    ["mastercard 5555555555554444.", "card"],
    ["IBAN DE89 3704 0044 0532 0130 00", "iban"],
    ["pay GB82WEST12345698765432 now", "iban"],
    ["NL91ABNA0417164300", "iban"],
    ["from 84.23.119.7 at noon", "ipv4"],
    ["host 192.168.10.44:8080", "ipv4"],
    ["dns 8.8.8.8", "ipv4"],
    ["from 2a00:1450:4001:81b::200e", "ipv6"],
    ["2a02:908:13b0:8a40:1c2d:3e4f:5a6b:7c8d", "ipv6"],
    ["ring +49 151 23456789 today", "phone"],
    ["+4915123456789", "phone"],
    ["(212) 555-0199", "phone"],
    ["212-555-0199", "phone"],
    ["my phone number is 0151 2345678", "phone"],
    ["Tel.: 030 901820", "phone"],
    [whole("AKIA", "ABCDEFGH23456722"), "aws-key"],
    [`ghp_${letters(36)}`, "github-token"],
    [`github_pat_${letters(70)}`, "github-token"],
    [`sk-proj-${letters(48)}`, "api-key"],
    [`sk-ant-api03-${letters(60)}`, "api-key"],
    [whole("-----BEGIN RSA PRIVATE", " KEY-----"), "private-key"],
    [whole("-----BEGIN PRIVATE", " KEY-----"), "private-key"],
    [`eyJ${letters(20)}.eyJ${letters(40)}.${letters(43)}`, "jwt"],
  ])("%s", (text, kind) => {
    check(text, kind);
  });

  it("is told each", () => {
    check("a@firma.de, b@firma.de and +49 151 23456789", "email", "email", "phone");
  });
});

describe("what only looks like it", () => {
  it.each([
    ["order 4111 1111 1111 1112 does not fulfil Luhn"],
    ["order 1234567890123456"],
    ["0000 0000 0000 0000"],
    ["a number that fulfils Luhn but no network issues: 9111111111111119"],
    ["id 4111111111111111abc"],
    ["4111111111111111.25 euros"],
    ["IBAN DE89 3704 0044 0532 0130 01"],
    ["article AB12 3456 7890 1234"],
    ["version 1.2.3.4"],
    ["v10.4.12.1 was released"],
    ["2.0.0.1 fixes it"],
    ["section 4.2.1.3 says"],
    ["1.2.3.4.5"],
    ["300.1.2.3"],
    ["127.0.0.1 and 0.0.0.0 and 192.0.2.44"],
    ["at 12:34:56"],
    ["std::vector::iterator"],
    ["a::b and ::"],
    ["ratio 1:2:3"],
    ["mac 00:1b:44:11:3a:b7"],
    ["on 2024-01-31"],
    ["2024-01-31 12:30:45"],
    ["31.01.2024"],
    ["01-31-2024"],
    ["from 2019 to 2024"],
    ["10 000 000 rows"],
    ["order 212 555 0199 12"],
    ["3.14159265358979"],
    ["1,234,567,890"],
    ["user@example.com"],
    ["icon@2x.png"],
    ["@decorator and a @ b"],
    ["pkg@1.2.3"],
    ["sk-learn-compatible-estimator-interface"],
    ["eyJhbGciOi only the beginning"],
    ["AKIA is the prefix of keys"],
    ["ghp_short"],
    ["-----BEGIN CERTIFICATE-----"],
    [""],
  ])("%s", (text) => {
    check(text);
  });
});

describe("masks", () => {
  it("never hold what they hide", () => {
    const secrets = [
      "jane.doe@acme-corp.co.uk",
      "4111111111111111",
      "DE89370400440532013000",
      "84.23.119.7",
      "2a00:1450:4001:81b::200e",
      "+4915123456789",
      whole("AKIA", "ABCDEFGH23456722"),
      `ghp_${letters(36)}`,
      `sk-proj-${letters(48)}`,
      `eyJ${letters(20)}.eyJ${letters(40)}.${letters(43)}`,
    ];
    for (const secret of secrets) {
      const [leak] = findLeaks(`x ${secret} y`);
      expect(leak, secret).toBeDefined();
      expect(leak?.masked.replaceAll("…", "").length, secret).toBeLessThan(secret.length / 2);
      expect(leak?.masked).not.toContain(secret.slice(4, -4));
    }
  });
});

describe("checksums", () => {
  it("are those of the standards", () => {
    expect(fulfilsLuhn("79927398713")).toBe(true);
    expect(fulfilsLuhn("79927398710")).toBe(false);
    expect(fulfilsIban("GB82WEST12345698765432")).toBe(true);
    expect(fulfilsIban("GB82WEST12345698765433")).toBe(false);
    expect(isCard("6011000990139424")).toBe(true);
    expect(isCard("30569309025904")).toBe(true);
    expect(isCard("3530111333300000")).toBe(true);
  });
});

describe("hostile texts", () => {
  const random = seededRandom(7);
  const pieces = [
    "1",
    "12",
    ".",
    "-",
    " ",
    ":",
    "@",
    "a",
    "A",
    "eyJ",
    "sk-",
    "+",
    "(",
    ")",
    "::",
    "ghp_",
    "AKIA",
    ",",
    "/",
    "_",
    "%",
  ];
  const mixed = (length: number) => {
    let text = "";
    while (text.length < length) text += pieces[Math.floor(random() * pieces.length)] ?? "";
    return text;
  };

  it.each([
    ...pieces.map((piece) => piece.repeat(Math.ceil(400_000 / piece.length))),
    "a.".repeat(200_000),
    "1 ".repeat(200_000),
    "1-".repeat(200_000),
    "a@a.".repeat(100_000),
    "a@".repeat(200_000),
    "eyJaaaaaaaaaaaa.".repeat(25_000),
    "AB12 ".repeat(80_000),
    "1:".repeat(200_000),
    "aaaa:".repeat(80_000),
    ...Array.from({ length: 8 }, () => mixed(300_000)),
  ])("end (case %#)", (text) => {
    // A pattern that backtracks without bounds would not end before the test's own limit.
    expect(findLeaks(text).length).toBeLessThan(3000);
  });
});
