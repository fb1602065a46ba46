import { describe, expect, test } from "vitest";
import { readPythonArguments } from "../../../src/core/launch/pythonArguments.ts";

/** Each parameter as `form name=default`, with `!` when it is required. */
function read(source: string): string[] {
  return readPythonArguments(source).map(
    ({ form, name, default: given, isRequired }) =>
      `${form} ${name}${isRequired ? "!" : ""}=${given ?? "?"}`,
  );
}

describe("argparse", () => {
  test.each<[string, string[]]>([
    ['p.add_argument("--lr", type=float, default=0.1, help="x")', ["option lr=0.1"]],
    ["p.add_argument('-e', '--epochs', type=int, default=10)", ["option epochs=10"]],
    ['p.add_argument("-n", default=1_000)', ["option n=1000"]],
    ['p.add_argument("--a", default=-1e-3)', ["option a=-1e-3"]],
    ['p.add_argument("--a", default="x" "y")', ["option a=xy"]],
    ["p.add_argument('--a', default=None)", ["option a=?"]],
    ['p.add_argument("--a", default=os.environ["A"])', ["option a=?"]],
    ['p.add_argument("--a", default=f"{b}")', ["option a=?"]],
    ['p.add_argument("--a", default=compute(1, (2)), required=True)', ["option a!=?"]],
    ['p.add_argument("--a", action="store_true")', ["flag a=false"]],
    ['p.add_argument("--a", action=argparse.BooleanOptionalAction, default=True)', ["flag a=true"]],
    ['p.add_argument("--h", action="version")', []],
    ['p.add_argument("data")', ["positional data!=?"]],
    ['p.add_argument("data", nargs="?")', ["positional data=?"]],
    ['p.add_argument("--ks", nargs="+", type=int, default=[1, 2])', ["option ks=1 2"]],
    ['LR = 0.5\np.add_argument("--lr", default=LR)', ["option lr=0.5"]],
    ["# p.add_argument('--no')\ns = \"p.add_argument('--no')\"", []],
    [
      'group.add_argument(\n    "--a",\n    default=(\n        "long"\n    ),\n)',
      ["option a=long"],
    ],
    ['p.add_argument("--a", default=1)\np.add_argument("--a", default=2)', ["option a=1"]],
    ["p.add_argument(*names, default=1)", []],
  ])("%j", (source, expected) => {
    expect(read(source)).toEqual(expected);
  });

  test("help, choices, spelling", () => {
    const source = `
p.add_argument("--optimizer-name", choices=["sgd", 'adam'], default="adam",
               help="Which optimiser; "
                    "adam is the default")
`;
    expect(readPythonArguments(source)).toMatchObject([
      {
        name: "optimizer-name",
        option: "--optimizer-name",
        choices: ["sgd", "adam"],
        help: "Which optimiser; adam is the default",
      },
    ]);
  });

  test("bare arguments of subcommands are left out", () => {
    const source = 'sub = p.add_subparsers()\nt.add_argument("data")\nt.add_argument("--lr")';
    expect(read(source)).toEqual(["option lr=?"]);
  });
});

describe("click and absl", () => {
  test.each<[string, string[]]>([
    ['@click.option("--lr", default=0.1, show_default=True)', ["option lr=0.1"]],
    ['@option("-n", "--count", "n", required=True)', ["option count!=?"]],
    ['@click.option("--shout/--no-shout", default=True)', ["flag shout=true"]],
    ['@click.option("--debug", is_flag=True)', ["flag debug=false"]],
    ['@click.option("-v", count=True)', []],
    ['@click.argument("data")', ["positional data!=?"]],
    ['@click.argument("files", nargs=-1, required=False)', ["positional files=?"]],
    ['flags.DEFINE_float("lr", 0.1, "Rate.")', ["option lr=0.1"]],
    ['DEFINE_bool("fast", False, "")', ["flag fast=false"]],
    ['flags.DEFINE_enum("o", "a", ["a", "b"], "help")', ["option o=a"]],
    ["option('--no')", []],
  ])("%j", (source, expected) => {
    expect(read(source)).toEqual(expected);
  });
});

describe("hostile source ends quickly", () => {
  test.each([
    ["unclosed call", 'p.add_argument("--a", '],
    ["unclosed string", 'p.add_argument("--a'],
    ["unclosed docstring", '"""' + "x".repeat(500_000)],
    ["brackets", "(".repeat(300_000)],
    ["closing brackets", ")".repeat(300_000)],
    ["backslashes", "\\".repeat(300_000)],
    ["quotes", "'\"".repeat(150_000)],
    ["digits", "1_".repeat(200_000)],
    ["calls in calls", "p.add_argument(".repeat(20_000)],
    ["names", "A = 1\n".repeat(50_000)],
    ["not Python", "\u0000\uD800\u200b😀".repeat(10_000)],
  ])("%s", (_label, source) => {
    expect(Array.isArray(readPythonArguments(source))).toBe(true);
  });
});
