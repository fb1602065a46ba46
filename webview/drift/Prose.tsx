/** A sentence of a report: names that it has between backticks are shown as code. */
export function Prose({ text }: { readonly text: string }) {
  const parts = text.split("`");
  // Without its other a backtick is one of a name's.
  if (parts.length % 2 === 0) return <>{text}</>;
  return (
    <>{parts.map((part, index) => (index % 2 === 0 ? part : <code key={index}>{part}</code>))}</>
  );
}
