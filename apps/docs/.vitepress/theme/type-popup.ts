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

/** Shows the type of a name in a block of code while a pointer is on it or on what shows. Escape hides it. */
export function showTypesOnHover(): void {
  let shown: Element | null = null;
  let hiding: ReturnType<typeof setTimeout> | undefined;

  const popup = document.createElement("div");
  popup.className = "type-popup vp-copy-ignore";
  popup.setAttribute("role", "tooltip");
  popup.hidden = true;

  const hide = (): void => {
    shown = null;
    popup.hidden = true;
  };

  const show = async (token: HTMLElement): Promise<void> => {
    const block = token.closest<HTMLElement>("[data-types]");
    if (block === null) return;
    shown = token;
    const [popups, { computePosition, flip, offset, shift, size }] = await Promise.all([
      popupsOf(block.dataset["types"]!),
      import("@floating-ui/dom"),
    ]);
    if (shown !== token) return;
    popup.innerHTML = popups[Number(token.dataset["type"])]!;
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

  document.addEventListener("pointerover", ({ target, buttons }) => {
    if (buttons > 0 && !popup.contains(target as Node)) return; // the reader selects text
    const token = (target as Element).closest<HTMLElement>(".twoslash-hover[data-type]");
    if (token !== null && token === shown) clearTimeout(hiding);
    else if (token !== null) {
      clearTimeout(hiding);
      show(token).catch(hide);
    } else if (popup.contains(target as Node)) clearTimeout(hiding);
    else if (shown !== null) {
      clearTimeout(hiding);
      hiding = setTimeout(hide, grace);
    }
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") hide();
  });
  addEventListener("popstate", hide);
}
