/** Paper is white: what is printed has the light theme's colours. */
export function printOnWhite(): void {
  const { classList } = document.documentElement;
  let dark = false;
  addEventListener("beforeprint", () => {
    dark = classList.contains("dark");
    classList.remove("dark");
  });
  addEventListener("afterprint", () => classList.toggle("dark", dark));
}
