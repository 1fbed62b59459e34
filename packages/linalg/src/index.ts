export { solveTriangular, type TriangularOptions } from "./solve-triangular.ts";
export { cholesky } from "./cholesky.ts";
export { qr, type QR } from "./qr.ts";
export { inverse, solve } from "./solve.ts";
export { determinant, logDeterminant, type SignAndLogarithm, slogdet } from "./determinant.ts";
export { leastSquares } from "./least-squares.ts";
export { type Eigen, eigh } from "./eigh.ts";
export { matrixPower } from "./matrix-power.ts";
