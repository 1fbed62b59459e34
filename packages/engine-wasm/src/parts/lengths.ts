// What kernels of one or several nests are written by, and which of them share their code, unless a program asks for less.
export { lengthOf, withLength } from "../any-length.ts";
export { emitNests } from "../loop.ts";
