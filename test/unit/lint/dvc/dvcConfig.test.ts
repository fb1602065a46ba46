import { expect, it } from "vitest";
import { readParsingConfig } from "../../../../src/core/lint/dvc/parsingConfig.ts";
import { remotesOf } from "../../../../src/core/lint/language/remotes.ts";
import { openTexts } from "../../../support/lint/lintTexts.ts";

const local = ".dvc/config.local";

it.each<[string, Record<string, string>, string[]]>([
  [
    "as DVC writes them",
    { ".dvc/config": "[core]\n    remote = s\n['remote \"s\"']\n    url = s3://bucket/a\n" },
    ["s s3://bucket/a"],
  ],
  [
    "by hand, with a comment, in lines of Windows",
    { ".dvc/config": '[remote "s"]\r\nurl = "/data/store" # here\r\n' },
    ["s /data/store"],
  ],
  [
    "in two files, the private one last",
    {
      ".dvc/config": "['remote \"s\"']\n    url = s3://a\n['remote \"t\"']\n    region = eu\n",
      [local]: "['remote \"s\"']\n    url = s3://b\n    password = x\n",
    },
    ["s s3://b", "t "],
  ],
  [
    "without what is secret in their address",
    { ".dvc/config": "['remote \"s\"']\n    url = https://me:pw@host/x?sig=1\n" },
    ["s https://host/x"],
  ],
  [
    "of an inner project alone",
    { ".dvc/config": "['remote \"s\"']\n url = a\n", "in/.dvc/x": "" },
    [],
  ],
])("remotes are read %s", (name, files, expected) => {
  const path = name.startsWith("of an inner") ? "in/dvc.yaml" : "dvc.yaml";
  const project = openTexts({ ...files, [path]: "" });
  expect(remotesOf(project, path).map(({ name: of, url }) => `${of} ${url}`)).toEqual(expected);
});

it.each<[string, string, { bool: string; list: string }]>([
  ["", "", { bool: "store_true", list: "nargs" }],
  ["[parsing]\n    bool = boolean_optional\n", "", { bool: "boolean_optional", list: "nargs" }],
  [
    "[parsing]\nlist = append\n",
    "[parsing]\nlist = nargs\n",
    { bool: "store_true", list: "nargs" },
  ],
  ["[other]\nlist = append\n", "", { bool: "store_true", list: "nargs" }],
  ["[parsing]\nlist = nonsense\n", "", { bool: "store_true", list: "nargs" }],
])("mappings in commands are written as %j and %j say", (shared, own, expected) => {
  const project = openTexts({ ".dvc/config": shared, [local]: own, "a/dvc.yaml": "" });
  expect(readParsingConfig("a/dvc.yaml", project)).toEqual(expected);
});
