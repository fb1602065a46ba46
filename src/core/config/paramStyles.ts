/** How a parameter is written on a command line. */
export const paramStyles = ["--key value", "--key=value", "key=value"] as const;
export type ParamStyle = (typeof paramStyles)[number];
