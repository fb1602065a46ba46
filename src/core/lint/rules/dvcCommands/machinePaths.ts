const hints = ["/home/", "/Users/", ":\\", ":/", "/content/", "/kaggle/"];

/** Quick, and true for too many texts. */
export function mayHaveMachinePath(text: string): boolean {
  return hints.some((hint) => text.includes(hint));
}

const homes = /(?<![\w.:~$}/-])\/(?:home|Users)\/([\w.-]+)(?:\/[\w./-]*)?/;
const drives = /(?<![\w/])[A-Za-z]:\\[\w. -]+[\\\w. -]*|(?<![\w/])[A-Z]:\/[\w.-]+[/\w.-]*/;
const notebooks =
  /(?<![\w.~$}/-])\/(?:content\/(?:drive|gdrive)|kaggle\/(?:input|working))(?:\/[\w./-]*)?/;

/** Users of images that everybody has. */
const sharedHomes = new Set([
  ...[
    "jovyan",
    "airflow",
    "vscode",
    "app",
    "appuser",
    "user",
    "docker",
    "runner",
    "sagemaker-user",
  ],
  ...["Shared", "Public", "mlflow", "mambauser", "dvc"],
]);

/** The first such path in a string. */
export function findMachinePath(text: string): string | undefined {
  if (!mayHaveMachinePath(text)) return undefined;
  const home = homes.exec(text);
  const isShared = home !== null && sharedHomes.has(home[1] ?? "");
  return ((isShared ? null : home) ?? drives.exec(text) ?? notebooks.exec(text))?.[0];
}
