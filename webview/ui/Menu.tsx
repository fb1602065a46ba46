import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "./Icon.tsx";

export interface MenuItem {
  readonly label: string;
  /** A tick in front, for choices that are on. */
  readonly isChecked?: boolean;
  readonly isDisabled?: boolean;
  /** A line above it. */
  readonly isFirstOfGroup?: boolean;
  readonly run: () => void;
}

export interface MenuProps {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly items: readonly MenuItem[];
  /** Called for any reason to go: a choice, Escape, a click elsewhere, a lost focus. */
  readonly onClose: () => void;
}

/** A menu at a place of the window: moved by arrows, Home, End and first letters; kept inside. */
export function Menu({ label, x, y, items, onClose }: MenuProps) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(4, Math.min(x, window.innerWidth - width - 4))}px`;
    element.style.top = `${Math.max(4, Math.min(y, window.innerHeight - height - 4))}px`;
    const opener = document.activeElement;
    focusItem(element, 0);
    return () => {
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    };
  }, [x, y]);
  useEffect(() => {
    const closeOutside = (event: PointerEvent) => {
      if (!list.current?.contains(event.target as Node)) onClose();
    };
    window.addEventListener("pointerdown", closeOutside, true);
    window.addEventListener("blur", onClose);
    return () => {
      window.removeEventListener("pointerdown", closeOutside, true);
      window.removeEventListener("blur", onClose);
    };
  }, [onClose]);
  return (
    <div
      ref={list}
      class="sx-menu"
      role="menu"
      aria-label={label}
      onKeyDown={(event) => moveInMenu(event, onClose)}
      onContextMenu={(event) => event.preventDefault()}
    >
      {items.map((item, index) => (
        <button
          // Labels may be alike: they may come from the user.
          key={`${index} ${item.label}`}
          type="button"
          role={item.isChecked === undefined ? "menuitem" : "menuitemcheckbox"}
          aria-checked={item.isChecked}
          class={item.isFirstOfGroup === true ? "sx-menu-item is-first" : "sx-menu-item"}
          disabled={item.isDisabled}
          onClick={() => {
            onClose();
            item.run();
          }}
        >
          <span class="sx-menu-tick">{item.isChecked === true && <Icon name="check" />}</span>
          {item.label}
        </button>
      ))}
    </div>
  );
}

function enabledItems(menu: Element): HTMLButtonElement[] {
  return [...menu.querySelectorAll<HTMLButtonElement>("button:not(:disabled)")];
}

function focusItem(menu: Element, index: number): void {
  const items = enabledItems(menu);
  items.at(index % Math.max(1, items.length))?.focus();
}

function moveInMenu(event: KeyboardEvent, onClose: () => void): void {
  const menu = event.currentTarget as Element;
  const items = enabledItems(menu);
  const current = items.indexOf(document.activeElement as HTMLButtonElement);
  const moves: Readonly<Record<string, () => void>> = {
    ArrowDown: () => focusItem(menu, current + 1),
    ArrowUp: () => focusItem(menu, current - 1),
    Home: () => focusItem(menu, 0),
    End: () => focusItem(menu, -1),
    Escape: onClose,
    Tab: onClose,
  };
  const move = moves[event.key];
  if (move !== undefined) move();
  else if (event.key.length === 1 && event.key !== " ") focusByLetter(items, current, event.key);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function focusByLetter(items: readonly HTMLButtonElement[], current: number, key: string): void {
  const rotated = [...items.slice(current + 1), ...items.slice(0, current + 1)];
  const letter = key.toLowerCase();
  rotated.find((item) => item.textContent.trim().toLowerCase().startsWith(letter))?.focus();
}
