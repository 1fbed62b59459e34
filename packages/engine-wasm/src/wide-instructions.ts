/** Instructions on vectors of two float64, and between those and others, besides what products use; written as in the assembler. */
export const wideInstructions = [
  "fd14 f64x2. splat",
  "fd47 f64x2. eq ne lt gt le",
  "fd5e f32x4. demote_f64x2_zero",
  "fd5f f64x2. promote_low_f32x4",
  "fd74 f64x2. ceil floor",
  "fd7a f64x2. trunc",
  "fd94 f64x2. nearest",
  "fdcb i64x2. shl",
  "fdcd i64x2. shr_u",
  "fdd1 i64x2. sub",
  "fdec f64x2. abs neg",
  "fdfd i32x4. trunc_sat_f64x2_u_zero",
  "fdfe f64x2. convert_low_i32x4_s",
  "fdef f64x2. sqrt",
  "fdf1 f64x2. sub",
  "fdf3 f64x2. div min max pmin pmax",
] as const;
