import { useLayoutEffect, useReducer, useRef } from "preact/hooks";
import { Emitter, type Event } from "../../src/base/events.ts";

/** A value that components draw and that changes as a whole. */
export class Store<T extends object> {
  #value: T;
  readonly #changes = new Emitter<T>();
  readonly onDidChange: Event<T> = this.#changes.event;

  constructor(value: T) {
    this.#value = value;
  }

  get(): T {
    return this.#value;
  }

  set(patch: Partial<T>): void {
    this.#value = { ...this.#value, ...patch };
    this.#changes.fire(this.#value);
  }
}

/** Draws again when what `select` takes from the store becomes another value. */
export function useStore<T extends object, S>(store: Store<T>, select: (value: T) => S): S {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const selected = select(store.get());
  const current = useRef({ select, selected });
  current.current = { select, selected };
  useLayoutEffect(() => {
    const check = () => {
      const { select: latest, selected: drawn } = current.current;
      if (!Object.is(latest(store.get()), drawn)) redraw(undefined);
    };
    const subscription = store.onDidChange(check);
    check();
    return () => subscription.dispose();
  }, [store]);
  return selected;
}
