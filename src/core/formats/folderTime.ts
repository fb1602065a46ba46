const dateAndTime = /((?:19|20)\d\d)-?(\d\d)-?(\d\d)[ T_/-]?(\d\d)[:-]?(\d\d)[:-]?(\d\d)(?!\d)/;

/**
 * The time that a folder's path ends with (`outputs/2026-11-20/10-11-12`, `2026-11-20_10-11-12`,
 * `20261120_101112`), in milliseconds since the epoch; undefined when there is none. Such folders
 * are named by the local time of the machine that wrote them: this machine's is taken for it.
 */
export function timeOfFolder(path: string): number | undefined {
  const tail = path.split("/").slice(-2).join("/");
  const [, year, month, day, hour, minute, second] = dateAndTime.exec(tail) ?? [];
  if (year === undefined) return undefined;
  // Without a zone this is read as local time.
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}`);
  return Number.isNaN(time) ? undefined : time;
}
