/** Every family: what a tensor can do unless a program asks for less. */
export { PrintingMethods as Methods } from "./printing.ts";
