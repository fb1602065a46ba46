import { describe, expect, test } from "vitest";
import { parseChanges } from "../../../src/core/snapshots/changes.ts";
import { parseOmitted, snapshotMessage } from "../../../src/core/snapshots/commitMessage.ts";
import { describeGitState, suggestBranchName } from "../../../src/core/snapshots/describe.ts";
import { parseConfig, filterNames, remoteUrl } from "../../../src/core/snapshots/gitConfig.ts";
import { parseStatus } from "../../../src/core/snapshots/status.ts";
import {
  withoutCredentials,
  withoutCredentialsInText,
} from "../../../src/core/snapshots/remoteUrl.ts";

describe("remote URLs lose what could be a secret", () => {
  test.each([
    ["https://github.com/a/b.git", "https://github.com/a/b.git"],
    ["https://ada:pw@github.com/a/b", "https://github.com/a/b"],
    ["https://ghp_token@github.com/a/b", "https://github.com/a/b"],
    ["https://a:p@ss@host:8443/x", "https://host:8443/x"],
    ["HTTPS://u:p@host/x", "HTTPS://host/x"],
    ["https://host/x?private_token=1#y", "https://host/x"],
    ["ssh://git@host:22/x", "ssh://git@host:22/x"],
    ["ssh://git:pw@host/x", "ssh://git@host/x"],
    ["git@github.com:a/b.git", "git@github.com:a/b.git"],
    ["/srv/git/a@b.git", "/srv/git/a@b.git"],
    ["../x", "../x"],
    ["", ""],
  ])("%s", (url, expected) => {
    expect(withoutCredentials(url)).toBe(expected);
  });

  test("in a message too", () => {
    expect(withoutCredentialsInText("cannot reach 'https://a:b@h/x' or ssh://g:p@h/y")).toBe(
      "cannot reach 'https://h/x' or ssh://g@h/y",
    );
  });
});

describe("status", () => {
  test("every kind of record; unknown ones are passed over", () => {
    const zeros = "0".repeat(40);
    const records = [
      "# branch.oid (initial)",
      "# branch.head (detached)",
      "# stash 3",
      `1 .M N... 100644 100644 100644 ${zeros} ${zeros} a b`,
      `1 D. N... 100644 000000 000000 ${zeros} ${zeros} staged`,
      `1 .D N... 100644 100644 000000 ${zeros} ${zeros} gone`,
      `1 .M SC.. 160000 160000 160000 ${zeros} ${zeros} lib`,
      `u UU N... 100644 100644 100644 100644 ${zeros} ${zeros} ${zeros} conflict\nhere`,
      "? new file",
      "? clone/",
      "! ignored",
      "x future",
      "1 short",
      "",
    ];
    expect(parseStatus(records.join("\0"))).toEqual({
      head: null,
      branch: null,
      entries: [
        { kind: "modified", path: "a b", isNested: false },
        { kind: "staged", path: "staged", isNested: false },
        { kind: "deleted", path: "gone", isNested: false },
        { kind: "modified", path: "lib", isNested: true },
        { kind: "unmerged", path: "conflict\nhere", isNested: false },
        { kind: "untracked", path: "new file", isNested: false },
        { kind: "untracked", path: "clone", isNested: true },
      ],
    });
  });
});

test("changes: cut-off output gives what can be read", () => {
  const head = ":100644 100644 1 2";
  expect(parseChanges("")).toEqual([]);
  expect(parseChanges(`${head} M\0a\0${head} R100\0b`)).toMatchObject([
    { path: "" },
    { status: "modified", path: "a", insertions: 0 },
  ]);
  expect(parseChanges(`${head} X\0a\0nonsense\0`)).toEqual([]);
});

test("a snapshot's message names the files it leaves out", () => {
  const omitted = [{ path: 'new\nline "x"', sizeBytes: 5, sha256: "ab" }];
  const message = snapshotMessage("Subject", omitted);
  expect(message).toBe(
    'Subject\n\nSextant-Omitted: {"path":"new\\nline \\"x\\"","sizeBytes":5,"sha256":"ab"}\n',
  );
  expect(parseOmitted(message)).toEqual(omitted);
  expect(snapshotMessage("Subject", [])).toBe("Subject\n");
  expect(parseOmitted("Sextant-Omitted: {\nSextant-Omitted: {}\nSextant-Omitted: 3")).toEqual([]);
});

describe("configuration", () => {
  const config = parseConfig(
    [
      "core.bare",
      "filter.a=b.clean\nevil",
      "filter.two\nlines", // a value: the key is filter.two
      "filter.lfs.required\ntrue",
      "remote.origin.url\nhttps://t@h/o",
      "remote.fork.url\nhttps://h/f",
      "branch.x.remote\nfork",
      "branch.gone.remote\nmissing",
      "",
    ].join("\0"),
  );

  test("names of filters, however odd", () => {
    expect(filterNames(config)).toEqual(["a=b", "lfs"]);
    expect(config.get("core.bare")).toEqual(["true"]);
  });

  test.each([
    ["x", "https://h/f"],
    ["gone", "https://h/o"],
    [null, "https://h/o"],
  ])("remote of branch %j", (branch, url) => {
    expect(remoteUrl(config, branch)).toBe(url);
  });

  test("a single remote of another name, several, none", () => {
    expect(remoteUrl(parseConfig("remote.up.url\nu\0"), null)).toBe("u");
    expect(remoteUrl(parseConfig("remote.a.url\nu\0remote.b.url\nv\0"), null)).toBeNull();
    expect(remoteUrl(parseConfig(""), "main")).toBeNull();
  });
});

describe("branch names", () => {
  test.each([
    ["brave-otter", "sextant/brave-otter"],
    ["学習 one", "sextant/学習-one"],
    ["a..b~^:?*[\\c", "sextant/a.b-c"],
    ["-x.lock", "sextant/x"],
    ["@{-1}/..//", "sextant/1"],
    ["\u0000\n", "sextant/id1"],
    ["x".repeat(200), `sextant/${"x".repeat(60)}`],
  ])("%j", (name, expected) => {
    expect(suggestBranchName({ id: "id1", name })).toBe(expected);
  });

  test("a taken name gets a number", () => {
    const taken = new Set(["sextant/a", "sextant/a-2"]);
    expect(suggestBranchName({ id: "i", name: "a" }, taken)).toBe("sextant/a-3");
  });
});

test("the state of the code in one line", () => {
  const git = {
    commit: "1a2b3c4d5e",
    branch: "main",
    remote: null,
    isDirty: true,
    snapshot: null,
    subject: null,
    author: null,
    committedAt: null,
    prefix: "",
    omitted: [{ path: "x", sizeBytes: 1, sha256: "" }],
  };
  expect(describeGitState(git)).toBe(
    "commit 1a2b3c4 on main + uncommitted changes, without 1 large untracked file",
  );
  expect(describeGitState({ ...git, branch: null, isDirty: false, omitted: [] })).toBe(
    "commit 1a2b3c4 (detached)",
  );
  expect(describeGitState({ ...git, commit: null, omitted: [] })).toBe(
    "no commit yet on main + uncommitted changes",
  );
  expect(describeGitState(null)).toBe("not in a git repository");
});
