import { GitPluginError, simpleGit } from "simple-git";
import { throwIfAborted } from "../../base/async.ts";
import { CancelledError } from "../../base/errors.ts";
import { filterNames, parseConfig, type GitConfig } from "../../core/snapshots/gitConfig.ts";
import { gitFailed, gitMissing, gitTimeout } from "./errors.ts";
import { findGit } from "./findGit.ts";

/** Without a byte of output for so long, a git is taken for stuck. */
const defaultTimeoutMs = 120_000;

type ConfigOverrides = readonly (readonly [key: string, value: string])[];

export interface GitOptions {
  /** Absolute. */
  readonly folder: string;
  /** When false, no program that the repository names is ever started. */
  readonly isTrusted: boolean;
}

export interface CallOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** Configuration for this call only. */
  readonly config?: ConfigOverrides;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
  /** Is given the output piece by piece. */
  readonly onOutput?: (chunk: Buffer) => void;
}

export interface CallResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Environment variables of the user's that would send git elsewhere, or that simple-git refuses. */
const foreignVariable = /^(?:git_.*|editor|visual|pager|prefix|ssh_askpass|lc_all|language)$/i;

const baseEnv = {
  LC_ALL: "C",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  GIT_LITERAL_PATHSPECS: "1",
};

/** Hooks never run, and no setting may fail or delay an operation that only records. */
const baseConfig: ConfigOverrides = [
  ["core.hooksPath", "/dev/null"],
  ["core.safecrlf", "false"],
  ["core.splitIndex", "false"],
  ["diff.orderFile", "/dev/null"],
  ["i18n.commitEncoding", "UTF-8"],
  ["log.showSignature", "false"],
  ["submodule.recurse", "false"],
];

const untrustedConfig: ConfigOverrides = [
  ["core.fsmonitor", "false"],
  ["core.sshCommand", "false"],
  ["core.askPass", "false"],
  ["core.gitProxy", "false"],
  ["core.alternateRefsCommand", "false"],
  ["gpg.program", "false"],
];

/**
 * Commands that start no filter, as they neither look at files nor write an index: git compares
 * young files with the index it is about to write, even in `write-tree`.
 */
const withoutFilters: ReadonlySet<string> = new Set([
  "cat-file",
  "check-attr",
  "check-ref-format",
  "commit-tree",
  "config",
  "for-each-ref",
  "ls-files",
  "ls-tree",
  "rev-list",
  "rev-parse",
  "update-ref",
]);

/** Nothing is fetched on demand: a partial clone would start the transport its config names. */
const untrustedEnv = { GIT_ALLOW_PROTOCOL: "none", GIT_NO_LAZY_FETCH: "1" };

/**
 * Runs git in one folder, by argument arrays, with the same environment whoever starts it.
 *
 * Invariant: in an untrusted folder no hook, filter, file-system monitor or other program that the
 * repository configures is started. Configuration is overridden through the environment, not by
 * `-c`: there a name with `=` in it would be cut in two and the override missed.
 */
export class Git {
  readonly folder: string;
  readonly isTrusted: boolean;

  constructor({ folder, isTrusted }: GitOptions) {
    this.folder = folder;
    this.isTrusted = isTrusted;
  }

  /** Output of a git command; AppError when it fails. */
  async run(args: readonly string[], options: CallOptions = {}): Promise<Buffer> {
    const result = await this.call(args, options);
    if (result.exitCode !== 0) throw this.failure(args, result);
    return result.stdout;
  }

  /** Runs a git command whose failure means something to the caller. */
  async call(args: readonly string[], options: CallOptions = {}): Promise<CallResult> {
    throwIfAborted(options.signal);
    const binary = findGit(process.env);
    if (binary === null) throw gitMissing();
    const chunks: Buffer[] = [];
    let exitCode = 0;
    let stderr = "";
    const filters = await this.#filterOverrides(args[0] ?? "", options.signal);
    const env = this.#environment(options, filters);
    const git = simpleGit({
      baseDir: this.folder,
      binary,
      allowEnvironment: Object.keys(env).filter((name) => name.startsWith("GIT_")),
      unsafe: allowedOverrides,
      completion: { onClose: true, onExit: false },
      timeout: { block: options.timeoutMs ?? defaultTimeoutMs },
      ...(options.signal === undefined ? {} : { abort: options.signal }),
      ...(options.input === undefined ? {} : { input: () => options.input }),
      errors(error, result) {
        exitCode = result.exitCode;
        stderr = Buffer.concat(result.stdErr).toString("utf8");
        return error instanceof GitPluginError ? error : undefined;
      },
    });
    git.env(env).outputHandler((_command, stdout) => {
      stdout.on("data", options.onOutput ?? ((chunk: Buffer) => void chunks.push(chunk)));
      // simple-git waits 50 ms more for a process that printed nothing; an empty piece ends that.
      stdout.once("end", () => stdout.emit("data", Buffer.alloc(0)));
    });
    try {
      if (args[0] === "cat-file") await git.binaryCatFile(args.slice(1));
      else await git.raw([...args]);
    } catch (error) {
      this.#rethrow(error, args, options);
    }
    throwIfAborted(options.signal);
    return { exitCode, stdout: Buffer.concat(chunks), stderr };
  }

  failure(args: readonly string[], { exitCode, stderr }: CallResult): Error {
    return gitFailed({ command: args[0] ?? "", folder: this.folder, exitCode, stderr });
  }

  async config(signal?: AbortSignal): Promise<GitConfig> {
    return parseConfig((await this.run(["config", "--list", "-z"], { signal })).toString("utf8"));
  }

  /** Each configured filter, by name, made to do nothing. */
  async #filterOverrides(command: string, signal?: AbortSignal): Promise<ConfigOverrides> {
    if (this.isTrusted || withoutFilters.has(command)) return [];
    return filterNames(await this.config(signal)).flatMap((name) => [
      [`filter.${name}.clean`, ""],
      [`filter.${name}.smudge`, ""],
      [`filter.${name}.process`, ""],
      [`filter.${name}.required`, "false"],
    ]);
  }

  #environment(options: CallOptions, filters: ConfigOverrides): Record<string, string> {
    const env: Record<string, string> = {};
    for (const [name, value] of Object.entries(process.env)) {
      if (value !== undefined && !foreignVariable.test(name)) env[name] = value;
    }
    Object.assign(env, baseEnv, this.isTrusted ? {} : untrustedEnv, options.env);
    const config = [
      ...baseConfig,
      ...(this.isTrusted ? [] : untrustedConfig),
      ...filters,
      ...(options.config ?? []),
    ];
    env["GIT_CONFIG_COUNT"] = String(config.length);
    config.forEach(([key, value], index) => {
      env[`GIT_CONFIG_KEY_${index}`] = key;
      env[`GIT_CONFIG_VALUE_${index}`] = value;
    });
    return env;
  }

  #rethrow(error: unknown, args: readonly string[], options: CallOptions): never {
    if (options.signal?.aborted === true) throw new CancelledError();
    if (error instanceof GitPluginError && error.plugin === "timeout") {
      throw gitTimeout(args[0] ?? "", this.folder, options.timeoutMs ?? defaultTimeoutMs);
    }
    throw error;
  }
}

/**
 * simple-git refuses settings that can start programs. Ours switch such programs off, and come from
 * the tables above, never from data.
 */
const allowedOverrides = {
  allowUnsafeConfigEnvCount: true,
  allowUnsafeHooksPath: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeFilter: true,
  allowUnsafeSshCommand: true,
  allowUnsafeAskPass: true,
  allowUnsafeGitProxy: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeCommandBinaries: true,
  allowUnsafeCustomBinary: true,
};
