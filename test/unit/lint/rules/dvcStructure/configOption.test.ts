import { testRule } from "../../../../support/lint/ruleCases.ts";

const config = (text: string) => ({ ".dvc/config": text });

testRule("DVC014 config-option", {
  accepts: [
    { name: "an empty file", files: config("") },
    { name: "options in any letter case", files: config("[core]\n  Remote = r\n") },
    {
      name: "remotes of all kinds",
      files: config(
        '[\'remote "a"\']\n  url = s3://b\n  region = x\n  worktree = true\n[remote "b"]\n  port = 22\n',
      ),
    },
    { name: "features", files: config("[feature]\n  nothing = true\n") },
    { name: "other files of this name", files: { "a/config": "[cores]\n  a = 1\n" } },
  ],
  tells: [
    {
      name: "a mistyped option",
      files: config("[core]\n  remotes = r\n"),
      expected: [
        ".dvc/config:2:3 DVC014 error DVC knows no option `remotes` in `core`; did you mean `remote`",
      ],
    },
    {
      name: "a mistyped section, once",
      files: config("[cores]\n  remote = r\n  autostage = true\n"),
      expected: [".dvc/config:2:3 DVC014 error DVC knows no section `cores`; did you mean `core`"],
    },
    {
      name: "names like no other",
      files: { ".dvc/config.local": "[zzzzzz]\n  a = 1\n[core]\n  yyyyyy = 1\n" },
      expected: [
        ".dvc/config.local:2:3 DVC014 warning DVC knows no section `zzzzzz`",
        ".dvc/config.local:4:3 DVC014 warning DVC knows no option `yyyyyy` in `core`",
      ],
    },
    {
      name: "an option outside of sections",
      files: config("remote = r\n"),
      expected: [".dvc/config:1:1 DVC014 error `remote` stands in no section"],
    },
  ],
});
