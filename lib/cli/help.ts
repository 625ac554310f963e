// What --help prints. spec/cli/command.spec.ts runs the examples.

const inputs = `
  --at NAME=VALUE     an input: a number, [1,2,3], [[1,2],[3,4]], or a formula without names (pi/2)
  --at NAME=@FILE     an input from a .json, .csv or .npy file; @- is stdin (JSON)
  --at @FILE          all inputs: a .json record, or the columns of a .csv file with a head; @- is stdin (JSON)`;
const wrt = `
  --wrt NAMES         the inputs to differentiate with respect to, a,b; all others are held fixed. Default: all`;
const outputs = `
  --format FORMAT     text (as torch prints), json, csv, npy or mtx (Matrix Market). Default: text
  --json              the same as --format json
  --out FILE          write there and not to stdout`;
const rows = `
  --per-row           the formula is that of one row: lists are columns, all of one length; a derivative for each row`;
const at1 = `--at 'a=[1,2,3]' --at 'b=[4,5,6]'`;

const machines = `
  --workers N         in so many threads (needs npm install piscina), or
  --nats URL          by workers elsewhere, started with dualtensor worker --nats URL; --creds and --prefix as there`;
const sparse = `
  --sparse            entries alone, all inputs side by side: --format text, json (compressed columns) or mtx`;

interface Help {
  readonly line: string;
  readonly call: string;
  readonly options: string;
  readonly example: string;
}
const common = inputs + wrt + outputs;
export const commands: Readonly<Record<string, Help>> = {
  jacobian: {
    line: "the Jacobian of a formula, of shape (shape of the value, shape of the input)",
    call: "FORMULA --at NAME=VALUE ...",
    options: common + rows + sparse + machines,
    example: `dualtensor jacobian "a .* b" --wrt b ${at1}`,
  },
  gradient: {
    line: "the gradient of a formula whose value is one number",
    call: "FORMULA --at NAME=VALUE ...",
    options: common + rows + machines,
    example: `dualtensor gradient "sum(x .^ 2)" --at 'x=[1,2,3]'`,
  },
  hessian: {
    line: "the second derivatives of a formula whose value is one number",
    call: "FORMULA --at NAME=VALUE ...",
    options: common + sparse,
    example: `dualtensor hessian "x^2 * y" --at x=3 --at y=2`,
  },
  derivative: {
    line: "the derivative in one input: of a number, or element by element",
    call: "FORMULA --at NAME=VALUE ...",
    options: common + rows + machines,
    example: `dualtensor derivative "sqrt(x)^3" --at x=4`,
  },
  check: {
    line: "value, derivative, finite differences and whether they agree (exit code 1: they do not, or cannot be compared)",
    call: "FORMULA --at NAME=VALUE ...",
    options: `${inputs}${wrt}
  --json              as JSON`,
    example: `dualtensor check "sqrt(x)^3" --at x=2`,
  },
  fit: {
    line: "least squares by Levenberg and Marquardt's method (exit code 1: it did not converge)",
    call: "FORMULA --data FILE --start NAME=NUMBER,...",
    options: `
  --data FILE         a table; - is stdin. Cells apart by , ; tab or blanks, # for comments; lines without a number are left out.
                      The formula is that of one row: names are columns or parameters; other columns are not read
  --names NAMES       the names of the columns, where the table has no head: x,y
  --y NAME            the column of the response. Default: the last one
  --start NAMES       the parameters and where they start: b1=500,b2=0.0001
  --weights COLUMN    weights, or a number; --sigma COLUMN standard deviations
  --lower, --upper    bounds: b1=0,b2=0
  --fix NAMES         parameters that stay: b1, or b1=500
  --loss NAME:SCALE   huber, softL1 or cauchy, from residuals of that size on: huber:0.1
  --starts N          that many starts around the given one; the best is the result. With --workers N in so many threads, with
                      --nats URL by workers elsewhere
  --predict FILE      a line for each row of another table: its inputs and the value; with --bands where model and data lie
  --level P           of intervals and bands. Default: 0.95
  --plot FILE.svg     a picture: data, curve, bands, residuals
  --covariance        with the covariance of the parameters
  --max-iterations N  default 1000
  --digits N          significant digits. Default: all
  --format FORMAT     text, json or csv; --json the same as --format json
  --out FILE          write there and not to stdout`,
    example: `dualtensor fit "b1*(1-exp(-b2*x))" --data points.csv --y y --start b1=500,b2=0.0001`,
  },
  compile: {
    line: "a formula with its derivatives as a module in plain JavaScript that needs nothing of this library",
    call: "FORMULA --out FILE.mjs",
    options: `
  --at NAME=VALUE     an input that is no number: the module is for its shape. Files as in the other commands
  --wrt NAMES         the inputs to differentiate with respect to, a,b. Default: all
  --out FILE.mjs      the module; its types stand beside it in FILE.d.mts. Default: the module to stdout`,
    example: `dualtensor compile "x^2 * y" --wrt x,y --out deriv.mjs`,
  },
  plot: {
    line: "a picture as SVG: the Jacobian, a function with its tangents, the computation, the pattern",
    call: "FORMULA --at NAME=VALUE ... [--out FILE.svg]",
    options: `${inputs}${wrt}
  --kind KIND         heatmap (the Jacobian), curve, graph (values, and tangents along the arrows where all inputs move by 1),
                      spy (where the Jacobian is not zero). Default: heatmap, with a range curve
  --from, --to        the range of the input that --at leaves out. Default: -5 to 5
  --tangents NUMBERS  where tangents touch the curve: -1,0,2
  --theme THEME       auto (as the reader's system), light or dark. Default: auto
  --title TEXT        above the picture
  --out FILE          write there and not to stdout`,
    example: `dualtensor plot "sin(x) * x" --from -6 --to 6 --tangents -4,0,2`,
  },
  worker: {
    line: "computes parts for other processes, which send them over a server of NATS; ends on SIGTERM after what it runs",
    call: "--nats nats://HOST:4222",
    options: `
  --nats URL          the server: nats://USER:PASSWORD@HOST:4222, or tls:// for TLS. Needs npm install @nats-io/transport-node
  --creds FILE        credentials of NATS (JWT and key)
  --prefix WORD       of all subjects. Default: dualtensor
  --max-bytes N       of a message, a program's memory, a result. Default: 268435456
  --max-operations N  of one shard. Default: 2e10
  --max-time MS       of one shard. Default: 60000`,
    example: `dualtensor worker --nats nats://127.0.0.1:4222`,
  },
};

export function help(name: string): string {
  if (!Object.hasOwn(commands, name))
    return `dualtensor: derivatives of formulas in mathjs's language

${Object.entries(commands)
  .map(([key, { line }]) => `  dualtensor ${key.padEnd(10)}  ${line}`)
  .join("\n")}

dualtensor COMMAND --help shows the options of each, and an example. A formula "-" is read from stdin.
Exit codes: 0, 1 (a check did not succeed), 2 (usage).

  ${commands.jacobian.example}
`;
  const { line, call, options, example } = commands[name];
  return `dualtensor ${name}: ${line}

  dualtensor ${name} ${call}
${options}

Example:

  ${example}
`;
}
