import { withBase } from "vitepress";

/** Popups that were fetched, by the file of their block. */
const fetched = new Map<string, Promise<readonly string[]>>();

function popupsOf(file: string): Promise<readonly string[]> {
  const known = fetched.get(file);
  if (known !== undefined) return known;
  const coming = fetch(withBase(`/types/${file}`)).then((response) => {
    if (!response.ok)
      throw new Error(`types: ${file} could not be fetched; got ${response.status}.`);
    return response.json() as Promise<readonly string[]>;
  });
  fetched.set(file, coming);
  coming.catch(() => fetched.delete(file)); // the next hover asks again
  return coming;
}

/** How long a pointer may be on its way from a name to its popup. */
const grace = 150;

const typed = ".twoslash-hover[data-type]";

/** The name that an arrow key leads to from an element of a block of code: from the block itself to its first or last. */
function neighbour(from: Element, key: string): HTMLElement | undefined {
  const names = [...(from.closest("[data-types]")?.querySelectorAll<HTMLElement>(typed) ?? [])];
  const at = names.indexOf(from as HTMLElement);
  if (key === "ArrowRight") return names[at + 1];
  if (key === "ArrowLeft") return names.at(at < 0 ? -1 : Math.max(at - 1, 0));
  return undefined;
}

/** The name in a block of code that `target` is in, if it is in one. */
function nameAt(target: EventTarget | null): HTMLElement | null {
  return (target as Element).closest<HTMLElement>(typed);
}

/** Moves `popup` below `name`, or to where there is room for it. */
async function moveTo(name: HTMLElement, popup: HTMLElement): Promise<void> {
  const { computePosition, flip, offset, shift, size } = await import("@floating-ui/dom");
  const { x, y } = await computePosition(name, popup, {
    placement: "bottom-start",
    middleware: [
      offset(4),
      flip({ padding: 8 }),
      shift({ padding: 8 }),
      size({
        padding: 8,
        apply: ({ availableHeight }) => {
          popup.style.maxHeight = `${Math.min(availableHeight, 420)}px`;
        },
      }),
    ],
  });
  popup.style.translate = `${x}px ${y}px`;
}

/** The one popup of a page. */
class TypePopup {
  readonly #element = document.createElement("div");
  /** The name whose type it shows, or is about to. */
  #name: HTMLElement | null = null;
  #hiding: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.#element.className = "type-popup vp-copy-ignore";
    this.#element.setAttribute("role", "tooltip");
    this.#element.id = "type-popup";
    this.#element.hidden = true;
  }

  contains(target: EventTarget | null): boolean {
    return this.#element.contains(target as Node);
  }

  isOf(target: EventTarget | null): boolean {
    return this.#name !== null && this.#name === target;
  }

  hide(): void {
    this.#name?.removeAttribute("aria-describedby");
    this.#name = null;
    this.#element.hidden = true;
  }

  /** Hides it unless the pointer comes back in time. */
  hideSoon(): void {
    this.stay();
    this.#hiding = setTimeout(() => this.hide(), grace);
  }

  /** Does not hide it after all. */
  stay(): void {
    clearTimeout(this.#hiding);
  }

  /** Shows the type of `name`; nothing where it cannot be fetched. */
  show(name: HTMLElement): void {
    this.stay();
    this.#show(name).catch(() => this.hide());
  }

  async #show(name: HTMLElement): Promise<void> {
    const block = name.closest<HTMLElement>("[data-types]");
    if (block === null) return;
    if (this.#name !== name) this.#name?.removeAttribute("aria-describedby");
    this.#name = name;
    const [popups] = await Promise.all([
      popupsOf(block.dataset["types"]!),
      import("@floating-ui/dom"), // what moves it is there when it shows
    ]);
    if (this.#name !== name) return;
    const element = this.#element;
    element.innerHTML = popups[Number(name.dataset["type"])]!;
    name.setAttribute("aria-describedby", element.id);
    element.scrollTop = 0;
    element.hidden = false;
    document.body.append(element);
    await moveTo(name, element);
  }
}

/**
 * Shows the type of a name in a block of code while a pointer is on it or on what shows, or while it has the focus: in a block that has it, the right and
 * left arrows go from name to name, which are no stops of the tab key. A tap on a name shows it, too; one elsewhere, or Escape, hides it.
 */
export function showTypesOnHover(): void {
  const popup = new TypePopup();
  /** Whether the pointer has not moved since Escape: the name that it is on then, where the popup was, is not asked for. */
  let dismissed = false;

  const point = ({ target, buttons, pointerType }: PointerEvent): void => {
    if (dismissed) return;
    if (pointerType === "touch") return; // a finger that scrolls touches names, too
    if (buttons > 0 && !popup.contains(target)) return; // the reader selects text
    const name = nameAt(target);
    if (popup.contains(target) || popup.isOf(name)) popup.stay();
    else if (name !== null) popup.show(name);
    else popup.hideSoon();
  };
  document.addEventListener("pointerover", point);
  document.addEventListener("pointermove", (event) => {
    if (!dismissed) return;
    dismissed = false;
    point(event);
  });
  // No finger comes up here that has scrolled, or selected text.
  document.addEventListener("pointerup", ({ target, pointerType }) => {
    if (pointerType !== "touch" || popup.contains(target)) return;
    const name = nameAt(target);
    if (name === null) popup.hide();
    else popup.show(name);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      popup.hide();
      dismissed = true;
    }
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const name = neighbour(event.target as Element, event.key);
    if (name === undefined) return;
    event.preventDefault(); // a block that is wider than the page follows its names
    name.tabIndex = -1;
    name.focus();
  });
  document.addEventListener("focusin", ({ target }) => {
    const name = nameAt(target);
    if (name !== null) popup.show(name);
  });
  document.addEventListener("focusout", ({ target }) => {
    if (popup.isOf(target)) popup.hide();
  });
  addEventListener("popstate", () => popup.hide());
}
