/**
 * The error function by rational functions on five intervals (the coefficients are those of W. J. Cody's method as tabulated in Sun's fdlibm 5.3,
 * `s_erf.c`): `x + x·P(x²)` below 0.84375, a shifted one up to 1.25, and `1 − exp(−x² − 0.5625 + R(1/x²))/x` beyond. There `x²` is taken
 * as `z² + (x − z)(x + z)` with `z` the float32 nearest to `x`, whose square is exact. Within one float64 of the true value.
 * Its text runs in workers too: it may use nothing but its argument and `Math`.
 */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (!(a < 6)) return Number.isNaN(x) ? NaN : Math.sign(x);
  if (a < 0.84375) {
    // There the next term is lost; the factor keeps subnormals exact.
    if (a < 3.7e-9) return 0.125 * (8 * x + 1.0270333367641007 * x);
    const z = x * x;
    const p =
      0.12837916709551256 +
      z *
        (-0.3250421072470015 +
          z * (-0.02848174957559851 + z * (-0.005770270296489442 + z * -2.3763016656650163e-5)));
    const q =
      1 +
      z *
        (0.39791722395915535 +
          z *
            (0.0650222499887673 +
              z *
                (0.005081306281875766 + z * (0.00013249473800432164 + z * -3.960228278775368e-6))));
    return x + x * (p / q);
  }
  if (a < 1.25) {
    const s = a - 1;
    const p =
      -0.0023621185607526594 +
      s *
        (0.41485611868374833 +
          s *
            (-0.3722078760357013 +
              s *
                (0.31834661990116175 +
                  s *
                    (-0.11089469428239668 +
                      s * (0.035478304325618236 + s * -0.002166375594868791)))));
    const q =
      1 +
      s *
        (0.10642088040084423 +
          s *
            (0.540397917702171 +
              s *
                (0.07182865441419627 +
                  s *
                    (0.12617121980876164 + s * (0.01363708391202905 + s * 0.011984499846799107)))));
    return Math.sign(x) * (0.8450629115104675 + p / q);
  }
  const s = 1 / (a * a);
  let ratio: number;
  if (a < 1 / 0.35) {
    ratio =
      (-0.009864944034847148 +
        s *
          (-0.6938585727071818 +
            s *
              (-10.558626225323291 +
                s *
                  (-62.375332450326006 +
                    s *
                      (-162.39666946257347 +
                        s *
                          (-184.60509290671104 +
                            s * (-81.2874355063066 + s * -9.814329344169145))))))) /
      (1 +
        s *
          (19.651271667439257 +
            s *
              (137.65775414351904 +
                s *
                  (434.56587747522923 +
                    s *
                      (645.3872717332679 +
                        s *
                          (429.00814002756783 +
                            s *
                              (108.63500554177944 +
                                s * (6.570249770319282 + s * -0.0604244152148581))))))));
  } else {
    ratio =
      (-0.0098649429247001 +
        s *
          (-0.799283237680523 +
            s *
              (-17.757954917754752 +
                s *
                  (-160.63638485582192 +
                    s *
                      (-637.5664433683896 +
                        s * (-1025.0951316110772 + s * -483.5191916086514)))))) /
      (1 +
        s *
          (30.33806074348246 +
            s *
              (325.7925129965739 +
                s *
                  (1536.729586084437 +
                    s *
                      (3199.8582195085955 +
                        s *
                          (2553.0504064331644 +
                            s * (474.52854120695537 + s * -22.44095244658582)))))));
  }
  const z = Math.fround(a);
  const rest = Math.exp(-z * z - 0.5625) * Math.exp((z - a) * (z + a) + ratio);
  return Math.sign(x) * (1 - rest / a);
}
