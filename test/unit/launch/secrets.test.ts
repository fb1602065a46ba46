import { describe, expect, it } from "vitest";
import { maskArgv, maskedValue, maskParameters } from "../../../src/core/launch/secrets.ts";

describe("masking", () => {
  const secret = [
    "password",
    "DB_PASSWORD",
    "api_key",
    "api-key",
    "apiKey",
    "openai.api_key",
    "WANDB_API_KEY",
    "aws_secret_access_key",
    "token",
    "hf_token",
    "auth-token",
    "clientSecret",
    "credentials",
  ];
  it.each(secret)("masks %s", (key) => {
    expect(maskParameters({ [key]: "abc-123-xyz" })).toEqual({ [key]: maskedValue });
    expect(maskArgv(["t", `--${key}`, "abc-123-xyz"])).toEqual(["t", `--${key}`, maskedValue]);
    expect(maskArgv(["t", `--${key}=abc-123-xyz`])).toEqual(["t", `--${key}=${maskedValue}`]);
    expect(maskArgv(["t", `${key}=abc-123-xyz`])).toEqual(["t", `${key}=${maskedValue}`]);
  });

  const plain: readonly (readonly [string, string])[] = [
    ["lr", "0.1"],
    ["tokenizer", "bert-base"],
    ["max_tokens", "512"],
    ["pad_token", "<pad>"],
    ["eos-token", "</s>"],
    ["token_type", "word"],
    ["token", "512"],
    ["use_token", "true"],
    ["key", "value"],
    ["sort_key", "name"],
    ["monkey", "see"],
    ["secretary", "bird"],
    ["password", ""],
  ];
  it.each(plain)("leaves %s=%s", (key, value) => {
    expect(maskParameters({ [key]: value })).toEqual({ [key]: value });
    expect(maskArgv(["t", `--${key}`, value])).toEqual(["t", `--${key}`, value]);
  });

  it("masks the password of a URL anywhere", () => {
    expect(maskArgv(["t", "https://me:hunter2@host/x", "--db=postgres://u:p@h:1/d"])).toEqual([
      "t",
      `https://me:${maskedValue}@host/x`,
      `--db=postgres://u:${maskedValue}@h:1/d`,
    ]);
    expect(maskArgv(["https://host:8080/a@b"])).toEqual(["https://host:8080/a@b"]);
  });

  it("leaves the option behind a secret option", () => {
    expect(maskArgv(["t", "--token", "--lr", "0.1"])).toEqual(["t", "--token", "--lr", "0.1"]);
  });
});
