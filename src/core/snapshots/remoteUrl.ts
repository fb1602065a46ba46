/**
 * A remote's URL without what could be a secret: user and password of http(s), where a token may
 * stand as either, the query and the fragment; passwords of other schemes. A login name of ssh
 * stays: it is part of the address. A path on disk comes back as it is.
 */
export function withoutCredentials(url: string): string {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(url);
  if (parts === null) return url.replace(/^([^/@:]+):[^/@]*@/, "$1@");
  const [, scheme = "", authority = "", rest = ""] = parts;
  const at = authority.lastIndexOf("@");
  const host = authority.slice(at + 1);
  const login = at < 0 ? "" : authority.slice(0, at);
  if (/^https?$/i.test(scheme)) return `${scheme}://${host}${rest.replace(/[?#].*$/s, "")}`;
  const [user = ""] = login.split(":");
  return `${scheme}://${user === "" ? "" : `${user}@`}${host}${rest}`;
}

/** A message of git's without the logins of the URLs in it. */
export function withoutCredentialsInText(text: string): string {
  return text
    .replace(/(https?:\/\/)[^\s/@]*@/gi, "$1")
    .replace(/(:\/\/[^\s/@:]*):[^\s/@]*@/g, "$1@");
}
