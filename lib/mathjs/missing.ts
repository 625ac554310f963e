// What mathjs has and a formula here has not, as data: messages read it, docs/mathjs.md shows it, and a spec compares it
// with mathjs itself, so that a name of mathjs is either computed or listed.

const listed = (groups: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(groups).flatMap(([why, names]) => names.split(/\s+/).map((name) => [name, why])));

/** Never computed: a formula from a stranger computes with numbers and does nothing else. */
export const refused: ReadonlyMap<string, string> = /*#__PURE__*/ listed({
  "A formula loads, parses and evaluates nothing":
    "import parse evaluate compile parser create factory config typed chain emit on off once help reviver replacer " +
    "simplify simplifyConstant simplifyCore rationalize resolve derivative symbolicEqual leafCount polynomialRoot",
  "A formula computes with numbers, not with units": "unit createUnit splitUnit to toBest",
  "A formula computes with numbers, not with text or objects":
    "string format print typeOf compareText equalText bin oct hex clone getMatrixDataType",
  "What is no number follows no derivative: negative bases and arguments out of range give NaN":
    "i complex re im arg conj setCartesian",
  "A formula gives the same value every time": "random randomInt pickRandom",
  "No value of a formula has this name":
    "__proto__ constructor prototype __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__ " +
    "hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf",
});

/** Not computed: of no use for derivatives, or not there yet. */
export const missing: ReadonlyMap<string, string> = /*#__PURE__*/ listed({
  "mathjs has it; this library does not compute it": "intersect sqrtm",
  "Its value is complex": "fft ifft freqz nthRoots zpk2tf",
  "Its value is an object of several; a formula has numbers, vectors and matrices": "eigs lup qr schur slu",
  "It gives all solutions of a singular system: they have no derivative": "lsolveAll usolveAll",
  "A formula passes no functions to functions: write the vector out":
    "apply filter forEach map mapSlices matrixFromFunction solveODE",
  "Write the matrix out, or use concat": "matrixFromColumns matrixFromRows resize sparse subset index",
  "A formula computes with numbers of 64 bits only":
    "bigint bignumber fraction num den boolean numeric addScalar subtractScalar multiplyScalar divideScalar equalScalar",
  "It is a function of whole numbers: it has no derivative":
    "bellNumbers bernoulli bitAnd bitNot bitOr bitXor catalan combinations combinationsWithRep composition gcd invmod isPrime lcm " +
    "leftShift multinomial permutations rightArithShift rightLogShift stirlingS2 xgcd mode",
  "It compares or sorts; a formula has ==, <, > and sort": "compareNatural deepEqual",
  "A formula has no null, so nothing to replace": "nullish",
  "A formula computes with numbers, not with sets":
    "setDifference setDistinct setIntersect setIsSubset setMultiplicity setPowerset setSize setSymDifference setUnion",
  "A formula has numbers only, so there is nothing to ask":
    "hasNumericValue isAccessorNode isArray isArrayNode isAssignmentNode isBigInt isBigNumber isBlockNode isBoolean " +
    "isBounded isChain isCollection isComplex isConditionalNode isConstantNode isDate isDenseMatrix isFinite isFraction " +
    "isFunction isFunctionAssignmentNode isFunctionNode isHelp isIndex isIndexNode isMap isMatrix isNode isNull isNumber " +
    "isNumeric isObject isObjectNode isObjectWrappingMap isOperatorNode isParenthesisNode isPartitionedMap isRange " +
    "isRangeNode isRegExp isRelationalNode isResultSet isSparseMatrix isString isSymbolNode isUndefined isUnit",
});
