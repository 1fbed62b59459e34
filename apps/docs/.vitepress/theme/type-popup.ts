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

/**
 * Shows the type of a name in a block of code while a pointer is on it or on what shows, or while it has the focus: in a block that has it, the right and
 * left arrows go from name to name, which are no stops of the tab key. A tap on a name shows it, too; one elsewhere, or Escape, hides it.
 */
export function showTypesOnHover(): void {
  let shown: Element | null = null;
  let hiding: ReturnType<typeof setTimeout> | undefined;
  /** Whether the pointer has not moved since Escape: the name that it is on then, where the popup was, is not asked for. */
  let dismissed = false;

  const popup = document.createElement("div");
  popup.className = "type-popup vp-copy-ignore";
  popup.setAttribute("role", "tooltip");
  popup.id = "type-popup";
  popup.hidden = true;

  const hide = (): void => {
    shown?.removeAttribute("aria-describedby");
    shown = null;
    popup.hidden = true;
  };

  const show = async (token: HTMLElement): Promise<void> => {
    const block = token.closest<HTMLElement>("[data-types]");
    if (block === null) return;
    if (shown !== token) shown?.removeAttribute("aria-describedby");
    shown = token;
    const [popups, { computePosition, flip, offset, shift, size }] = await Promise.all([
      popupsOf(block.dataset["types"]!),
      import("@floating-ui/dom"),
    ]);
    if (shown !== token) return;
    popup.innerHTML = popups[Number(token.dataset["type"])]!;
    token.setAttribute("aria-describedby", popup.id);
    popup.scrollTop = 0;
    popup.hidden = false;
    document.body.append(popup);
    const { x, y } = await computePosition(token, popup, {
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
  };

  const point = ({ target, buttons, pointerType }: PointerEvent): void => {
    if (dismissed) return;
    if (pointerType === "touch") return; // a finger that scrolls touches names, too
    if (buttons > 0 && !popup.contains(target as Node)) return; // the reader selects text
    const token = (target as Element).closest<HTMLElement>(typed);
    if (token !== null && token === shown) clearTimeout(hiding);
    else if (token !== null) {
      clearTimeout(hiding);
      show(token).catch(hide);
    } else if (popup.contains(target as Node)) clearTimeout(hiding);
    else if (shown !== null) {
      clearTimeout(hiding);
      hiding = setTimeout(hide, grace);
    }
  };
  document.addEventListener("pointerover", point);
  document.addEventListener("pointermove", (event) => {
    if (!dismissed) return;
    dismissed = false;
    point(event);
  });
  // No finger comes up here that has scrolled, or selected text.
  document.addEventListener("pointerup", ({ target, pointerType }) => {
    if (pointerType !== "touch" || popup.contains(target as Node)) return;
    const token = (target as Element).closest<HTMLElement>(typed);
    if (token === null) hide();
    else show(token).catch(hide);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      hide();
      dismissed = true;
    }
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const token = neighbour(event.target as Element, event.key);
    if (token === undefined) return;
    event.preventDefault(); // a block that is wider than the page follows its names
    token.tabIndex = -1;
    token.focus();
  });
  document.addEventListener("focusin", ({ target }) => {
    const token = (target as Element).closest<HTMLElement>(typed);
    if (token === null) return;
    clearTimeout(hiding);
    show(token).catch(hide);
  });
  document.addEventListener("focusout", ({ target }) => {
    if (target === shown) hide();
  });
  addEventListener("popstate", hide);
}
