// The functions of the proof: package, field, what is called, and the range of each input. `call` gets the package and the inputs,
// which are numbers or tensors, and gives one number or tensor.

const unit = [0.05, 0.95],
  lat = [-60, 60],
  lon = [-150, 150],
  byte = [20, 235];
const xs = [0, 1, 2.5, 4, 5],
  ys = [1, 3, 2, 2.5, 0];
const TLE = [
  "1 25544U 98067A   19156.50900463  .00003075  00000-0  59442-4 0  9992",
  "2 25544  51.6433  59.2583 0008217  16.4489 347.6017 15.51174618173442",
];

// prettier-ignore
export const subjects = [
  // ── options ──
  { package: "black-scholes", field: "options", name: "blackScholes", inputs: [[80, 120], [80, 120], [0.2, 2], [0.1, 0.5], [0, 0.1]], call: (m, s, k, t, v, r) => m.blackScholes(s, k, t, v, r, "call") },
  { package: "greeks", field: "options", name: "getDelta", inputs: [[80, 120], [80, 120], [0.2, 2], [0.1, 0.5], [0, 0.1]], call: (m, s, k, t, v, r) => m.getDelta(s, k, t, v, r, "put") },
  { package: "option-pricing", field: "options", name: "Option.price", inputs: [[80, 120], [80, 120], [0.1, 0.5], [0.01, 0.1]], call: (m, s, k, v, r) => new m.Option({ style: "european", type: "call", initialSpotPrice: s, strikePrice: k, timeToMaturity: 1, volatility: v, riskFreeRate: r }).price("bs") },
  { package: "@uqee/black-scholes", field: "options", name: "option().price", inputs: [[80, 120], [0.1, 0.5]], call: (m, s, v) => new m.BlackScholes().option({ rate: 0.05, sigma: v, strike: 100, time: 1, type: "call", underlying: s }).price },
  // ── easing ──
  { package: "d3-ease", field: "easing", name: "easeElasticInOut", inputs: [unit], call: (m, t) => m.easeElasticInOut(t) },
  { package: "ts-easing", field: "easing", name: "easing.inOutExpo", inputs: [unit], call: (m, t) => m.easing.inOutExpo(t) },
  { package: "tween-functions", field: "easing", name: "easeOutElastic", inputs: [[0.1, 0.9], [0, 1], [2, 3], [1, 2]], call: (m, t, b, c, d) => m.easeOutElastic(t, b, c, d) },
  { package: "eases", field: "easing", name: "bounceInOut", inputs: [unit], call: (m, t) => m.bounceInOut(t) },
  { package: "bezier-easing", field: "easing", name: "bezierEasing(...)(x)", searches: true, inputs: [unit, [0.1, 0.9]], call: (m, x, a) => m(a, 0.1, 0.25, 1)(x) },
  { package: "@mapbox/unitbezier", field: "easing", name: "unitBezier(...)(x)", searches: true, inputs: [unit, [0.1, 0.9]], call: (m, x, a) => m(a, 0.1, 0.25, 1)(x) },
  // ── splines and curves ──
  { package: "cubic-hermite-spline", field: "splines", name: "hermite with knots", inputs: [[0.5, 3.5], [0, 2], [-1, 1]], call: (m, t, p, g) => m(t, [[0], [p], [3], [1]], [[1], [g], [0], [-1]], [0, 1, 2.5, 4])[0] },
  { package: "cubic-spline", field: "splines", name: "Spline.at", inputs: [[0.1, 4.9]], call: (m, x) => new m(xs, ys).at(x) },
  { package: "cubic-spline", field: "splines", name: "Spline.at, in an ordinate", inputs: [[1, 3]], call: (m, y) => new m(xs, [1, y, 2, 2.5, 0]).at(1.7) },
  { package: "b-spline", field: "splines", name: "degree 2", inputs: [[0.15, 0.85], [0, 2]], call: (m, t, p) => m(t, 2, [[0, 0], [1, p], [2, 1], [3, -1]])[1] },
  { package: "bezier-js", field: "splines", name: "Bezier.get", inputs: [unit, [0, 100], [0, 100]], call: (m, t, x, y) => new m.Bezier(0, 0, x, 40, 80, y, 100, 20).get(t).y },
  { package: "bezier-js", field: "splines", name: "Bezier.length", inputs: [[10, 90], [10, 90]], call: (m, x, y) => new m.Bezier(0, 0, x, 40, 80, y, 100, 20).length() },
  // ── geodesy ──
  { package: "haversine", field: "geodesy", name: "haversine", inputs: [lat, lon, lat, lon], call: (m, a, b, c, d) => m({ latitude: a, longitude: b }, { latitude: c, longitude: d }) },
  { package: "haversine-distance", field: "geodesy", name: "haversineDistance", inputs: [lat, lon, lat, lon], call: (m, a, b, c, d) => m({ lat: a, lng: b }, { lat: c, lng: d }) },
  { package: "geodesy", from: "geodesy/latlon-ellipsoidal-vincenty.js", field: "geodesy", name: "Vincenty's distance", searches: true, inputs: [[40, 60], [0, 20], [-30, 0], [30, 60]], call: (m, a, b, c, d) => new m(a, b).distanceTo(new m(c, d)) },
  { package: "geodesy", from: "geodesy/latlon-spherical.js", field: "geodesy", name: "spherical distanceTo", inputs: [[40, 60], [0, 20], [-30, 0], [30, 60]], call: (m, a, b, c, d) => new m(a, b).distanceTo(new m(c, d)) },
  { package: "geographiclib-geodesic", field: "geodesy", name: "Inverse.s12", searches: true, inputs: [[40, 60], [0, 20], [-30, 0], [30, 60]], call: (m, a, b, c, d) => m.Geodesic.WGS84.Inverse(a, b, c, d).s12 },
  { package: "geographiclib-geodesic", field: "geodesy", name: "Direct.lat2", inputs: [[20, 50], [0, 20], [10, 80], [1e5, 1e6]], call: (m, a, b, z, s) => m.Geodesic.WGS84.Direct(a, b, z, s).lat2 },
  { package: "utm", field: "geodesy", name: "fromLatLon", inputs: [[40, 50], [6.1, 11.9]], call: (m, a, b) => m.fromLatLon(a, b).easting },
  { package: "geolib", field: "geodesy", name: "getRhumbLineBearing", inputs: [[40, 50], [6, 12]], call: (m, a, b) => m.getRhumbLineBearing({ latitude: 52, longitude: 13 }, { latitude: a, longitude: b }) },
  { package: "@mapbox/sphericalmercator", field: "geodesy", name: "forward", inputs: [lon, lat], call: (m, a, b) => new m.SphericalMercator({ size: 256 }).forward([a, b])[1] },
  // ── colour ──
  { package: "color-convert", field: "colour", name: "rgb.lab.raw", inputs: [byte, byte, byte], call: (m, r, g, b) => m.rgb.lab.raw([r, g, b])[1] },
  { package: "pure-color", from: "pure-color/convert/rgb2lab.js", field: "colour", name: "rgb2lab", inputs: [byte, byte, byte], call: (m, r, g, b) => m([r, g, b])[1] },
  { package: "delta-e", field: "colour", name: "getDeltaE00", inputs: [[10, 90], [-60, 60], [-60, 60]], call: (m, L, A, B) => m.getDeltaE00({ L, A, B }, { L: 47, A: 13, B: -21 }) },
  { package: "rgb-lab", field: "colour", name: "rgb2lab", inputs: [byte, byte, byte], call: (m, r, g, b) => m.rgb2lab([r, g, b])[2] },
  // ── orbits and the sky ──
  { package: "orbjs", field: "orbits", name: "geodeticToCartesian", inputs: [[-2, 2], [-1, 1], [0, 400]], call: (m, a, b, h) => m.transformations.geodeticToCartesian([a, b, h])[0] },
  { package: "suncalc", field: "the sky", name: "getPosition.altitude", inputs: [lat, lon], call: (m, a, b) => m.getPosition(new Date(Date.UTC(2024, 5, 1, 12)), a, b).altitude },
  { package: "satellite.js", field: "orbits", name: "sgp4 in time", inputs: [[10, 500]], call: (m, t) => m.sgp4(m.twoline2satrec(...TLE), t).position.x },
  { package: "satellite.js", field: "orbits", name: "eciToGeodetic", searches: true, inputs: [[5000, 6500], [1000, 3000], [1000, 4000]], call: (m, x, y, z) => m.eciToGeodetic({ x, y, z }, 0.7).latitude },
  // ── densities and special functions ──
  { package: "gaussian", field: "densities", name: "cdf", inputs: [[-2, 3], [0.5, 2], [-1, 1]], call: (m, x, v, mean) => m(mean, v).cdf(x) },
  { package: "jstat", field: "densities", name: "gamma.pdf", inputs: [[0.5, 5], [1.2, 4], [0.5, 2]], call: (m, x, a, b) => m.gamma.pdf(x, a, b) },
  { package: "jstat", field: "densities", name: "beta.cdf", inputs: [[0.1, 0.9], [1.2, 4], [1.2, 4]], call: (m, x, a, b) => m.beta.cdf(x, a, b) },
  { package: "simple-statistics", field: "densities", name: "errorFunction", inputs: [[0.1, 2.5]], call: (m, x) => m.errorFunction(x) },
  { package: "simple-statistics", field: "densities", name: "sampleSkewness", inputs: [[0, 1], [2, 3], [5, 9]], call: (m, a, b, c) => m.sampleSkewness([a, b, c, 4, 1]) },
  { package: "gamma", field: "special functions", name: "gamma", inputs: [[0.6, 6]], call: (m, x) => m(x) },
  { package: "math-erf", field: "special functions", name: "erf", inputs: [[-3, 3]], call: (m, x) => m(x) },
  { package: "bessel", field: "special functions", name: "besselj(x, 2)", inputs: [[0.5, 15]], call: (m, x) => m.besselj(x, 2) },
  // ── interpolation, rotations ──
  { package: "lerp", field: "interpolation", name: "lerp", inputs: [[0, 1], [2, 3], unit], call: (m, a, b, t) => m(a, b, t) },
  { package: "smoothstep", field: "interpolation", name: "smoothstep", inputs: [[0, 0.3], [0.7, 1], [0.31, 0.69]], call: (m, a, b, t) => m(a, b, t) },
  { package: "quat-slerp", field: "rotations", name: "slerp", inputs: [[0, 1], unit], call: (m, a, t) => m([], [a, 0.3, -0.2, 0.8], [0.1, 0.7, 0.5, 0.2], t)[1] },
  { package: "gl-matrix", field: "rotations", name: "vec3.angle", inputs: [[0.1, 1], [-1, 1], [-2, 2]], call: (m, x, y, z) => m.vec3.angle([x, y, z], [0.3, -0.7, 0.4]) },
  { package: "gl-matrix", field: "rotations", name: "mat4.invert", inputs: [[1, 3], [-1, 1]], call: (m, a, b) => m.mat4.invert([], [a, b, 0, 1, 0.2, 2, b, 0, 0, 1, 3, 0, 1, 0, a, 4])[6] },
  // ── money, moist air ──
  { package: "financial", field: "finance", name: "fv", inputs: [[0.01, 0.1], [5, 20], [-200, -50], [-1000, -100]], call: (m, r, n, p, v) => m.fv(r, n, p, v) },
  { package: "financial", field: "finance", name: "irr", searches: true, inputs: [[-120, -90], [30, 60], [40, 70]], call: (m, a, b, c) => m.irr([a, b, c, 30]) },
  { package: "loan-calc", field: "finance", name: "paymentCalc", inputs: [[1e4, 1e5], [2, 9]], call: (m, a, r) => m.paymentCalc({ amount: a, rate: r, termMonths: 180 }) },
  { package: "psychrolib", field: "moist air", name: "GetHumRatioFromRelHum", inputs: [[5, 40], [0.2, 0.9], [9e4, 1.1e5]], call: (m, t, h, p) => { m.SetUnitSystem(m.SI); return m.GetHumRatioFromRelHum(t, h, p); } },
  { package: "psychrolib", field: "moist air", name: "GetTDewPointFromVapPres", searches: true, inputs: [[10, 40], [700, 2000]], call: (m, t, p) => { m.SetUnitSystem(m.SI); return m.GetTDewPointFromVapPres(t, p); } },
];
