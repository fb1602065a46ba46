import { Component, type ComponentChild, type FunctionComponent } from "preact";

/** A component that is drawn again only when one of its props is another value. */
export function memo<P extends object>(draw: (props: P) => ComponentChild): FunctionComponent<P> {
  class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const before = this.props as Readonly<Record<string, unknown>>;
      const after = next as Readonly<Record<string, unknown>>;
      const names = Object.keys(after);
      return (
        names.length !== Object.keys(before).length ||
        names.some((name) => !Object.is(before[name], after[name]))
      );
    }

    override render(props: Readonly<P>): ComponentChild {
      return draw(props);
    }
  }
  return Memo as unknown as FunctionComponent<P>;
}
